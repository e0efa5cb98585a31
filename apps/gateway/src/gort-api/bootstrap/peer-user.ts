import { readFile } from 'node:fs/promises';
import ipaddr from 'ipaddr.js';

export interface Endpoint {
  address: string;
  port: number;
}

/** Both ends of a TCP connection, from this process's view. */
export interface Connection {
  peer: Endpoint;
  own: Endpoint;
}

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];
// The kernel reports user 0 (root) for orphaned sockets, which are in other states.
const ESTABLISHED = '01';

/** Linux's tables of all TCP sockets; empty on other systems. */
export async function readSocketTables(files: readonly string[] = TABLES): Promise<string[]> {
  const tables = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(orNothing)));
  return tables.filter((table) => table !== undefined);
}

/** The id of the user who owns the other end; undefined when that is not on this machine. */
export function peerUserIn(tables: readonly string[], { peer, own }: Connection): number | undefined {
  const wanted = `${keyOf(peer)} ${keyOf(own)} ${ESTABLISHED}`;
  for (const line of tables.flatMap((table) => table.split('\n').slice(1))) {
    const [, local = '', remote = '', state = '', , , , user] = line.trim().split(/\s+/);
    if (user === undefined) continue;
    if (`${keyOf(readEndpoint(local))} ${keyOf(readEndpoint(remote))} ${state}` === wanted) return Number(user);
  }
  return undefined;
}

/** Such as `0100007F:1F90`: the address in words of the machine's byte order, the port in plain hexadecimal. */
function readEndpoint(text: string): Endpoint {
  const [address = '', port = ''] = text.split(':');
  const words = Uint32Array.from(address.match(/.{8}/g) ?? [], (word) => parseInt(word, 16));
  return {
    address: ipaddr.fromByteArray([...new Uint8Array(words.buffer)]).toString(),
    port: parseInt(port, 16),
  };
}

/** IPv4-mapped IPv6 addresses count as IPv4. */
function keyOf({ address, port }: Endpoint): string {
  return `${ipaddr.process(address).toString()} ${port}`;
}

function orNothing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
