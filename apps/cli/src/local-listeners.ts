import { readFileSync, statSync } from 'node:fs';
import { endianness, networkInterfaces } from 'node:os';
import { CliError, EXIT_CODES } from './cli-error';
import { oneLine } from './progress/text';

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];
const LISTENS = '0A';
/** Every address, or one of loopback, of IPv4 in IPv6 as well: the kernel writes words in the order of the processor. */
const HERE =
  endianness() === 'LE'
    ? /^(?:0+|[0-9A-F]{6}7F|0{24}01000000|0{16}FFFF0000(?:0{8}|[0-9A-F]{6}7F))$/
    : /^(?:0+|7F[0-9A-F]{6}|0{24}00000001|0{16}0000FFFF(?:0{8}|7F[0-9A-F]{6}))$/;
const ROOT = 0;
/** What a service that listens everywhere may be called by; systems take it for loopback. */
const EVERYWHERE = ['0.0.0.0', '[::]'];
/** Nobody calls another machine so. */
const IPV4_IN_IPV6 = /^\[::ffff:/;

export function isLoopbackUrl({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

/** Whether whoever answers there runs on this machine. */
export function isOfThisMachine(service: URL): boolean {
  const addresses = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
  const isOwn = addresses.some(({ address }) => [address, `[${address}]`].includes(service.hostname));
  return (
    isLoopbackUrl(service) || EVERYWHERE.includes(service.hostname) || IPV4_IN_IPV6.test(service.hostname) || isOwn
  );
}

/**
 * That nobody but root and the owner of a home listens where its service would be: while that is away, any user of the machine
 * may answer in its stead, and would be told the token. Only Linux tells who listens.
 * @throws CliError
 */
export function assertNobodyElseListens(service: URL, folder: string, tables: readonly string[] = readTables()): void {
  const known = [ROOT, process.geteuid?.(), statSync(folder).uid];
  const stranger = listenersAt(service, tables).find((user) => !known.includes(user));
  if (stranger === undefined) return;
  throw new CliError(
    `Another user of this machine (${stranger}) listens at ${service.host}, and the service of ${oneLine(folder)} does not: no token is sent there.`,
    'Start the service, at another port if that one is taken (PACKYARD_PORT); or give its token with PACKYARD_TOKEN if it is that user who runs it.',
    EXIT_CODES.unauthorized,
  );
}

/**
 * The same, and that somebody listens at all: otherwise another user could from now on. What a known user listens at, no other
 * one can.
 * @throws as `fetch` does where nobody listens
 */
export function assertServiceListens(service: URL, folder: string, tables: readonly string[] = readTables()): void {
  assertNobodyElseListens(service, folder, tables);
  if (tables.length === 0 || listenersAt(service, tables).length > 0) return;
  throw new Error('nobody listens', { cause: { code: 'ECONNREFUSED' } });
}

function portOf({ port, protocol }: URL): number {
  return Number(port || (protocol === 'https:' ? 443 : 80));
}

/** At an address of the network, whoever listens at that port counts, wherever. */
function listenersAt(service: URL, tables: readonly string[]): number[] {
  const port = portOf(service);
  const isAnywhere = !isLoopbackUrl(service);
  return tables
    .flatMap((table) => table.split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '', , state]) => {
      const [address = '', at = ''] = local.split(':');
      return state === LISTENS && parseInt(at, 16) === port && (isAnywhere || HERE.test(address));
    })
    .map((columns) => Number(columns[7]));
}

function readTables(): string[] {
  return TABLES.flatMap((file) => {
    try {
      return [readFileSync(file, 'utf8')];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  });
}
