import { readFile } from 'node:fs/promises';
import ipaddr from 'ipaddr.js';

export interface Endpoint {
  address: string;
  port: number;
}

/** Both ends of a TCP connection, as this process sees them. */
export interface Connection {
  peer: Endpoint;
  own: Endpoint;
}

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];
// The kernel says 0, which is root, of sockets that nobody holds any more; those are in other states.
const ESTABLISHED = '01';

/** What Linux tells about all sockets of this machine; nothing elsewhere. */
export async function readSocketTables(files: readonly string[] = TABLES): Promise<string[]> {
  const tables = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(orNothing)));
  return tables.filter((table) => table !== undefined);
}

/** The id of the user whose socket is at the other end; nothing when that end is not on this machine. */
export function peerUserIn(tables: readonly string[], { peer, own }: Connection): number | undefined {
  const wanted = `${keyOf(peer)} ${keyOf(own)} ${ESTABLISHED}`;
  for (const line of tables.flatMap((table) => table.split('\n').slice(1))) {
    const [, local = '', remote = '', state = '', , , , user] = line.trim().split(/\s+/);
    if (user === undefined) continue;
    if (`${keyOf(readEndpoint(local))} ${keyOf(readEndpoint(remote))} ${state}` === wanted) return Number(user);
  }
  return undefined;
}

/** `0100007F:1F90`: each word of the address in the order of bytes that the machine has, the port as it is said. */
function readEndpoint(text: string): Endpoint {
  const [address = '', port = ''] = text.split(':');
  const words = Uint32Array.from(address.match(/.{8}/g) ?? [], (word) => parseInt(word, 16));
  return {
    address: ipaddr.fromByteArray([...new Uint8Array(words.buffer)]).toString(),
    port: parseInt(port, 16),
  };
}

/** IPv4 is the same on a socket of IPv6. */
function keyOf({ address, port }: Endpoint): string {
  return `${ipaddr.process(address).toString()} ${port}`;
}

function orNothing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
