import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { platform } from 'node:os';
import { nodejsOnPath } from '@packyard/testing';
import { type Connection, peerUserIn, readSocketTables } from './peer-user';

const isLinux = platform() === 'linux';
const OTHER_USER = 65_534;
let server: Server;
let accepted: Promise<Socket>;

async function listen(host: string): Promise<number> {
  server = createServer();
  accepted = once(server, 'connection').then(([socket]) => socket as Socket);
  server.listen(0, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
afterEach(async () => {
  (await accepted).destroy();
  server.close();
});

async function peerUser(): Promise<number | undefined> {
  const { remoteAddress = '', remotePort = 0, localAddress = '', localPort = 0 } = await accepted;
  const connection: Connection = {
    peer: { address: remoteAddress, port: remotePort },
    own: { address: localAddress, port: localPort },
  };
  return peerUserIn(await readSocketTables(), connection);
}

it.each(['127.0.0.1', '::1', '::'])('finds who is at the other end of a connection to %s', async (host) => {
  const socket = connect(await listen(host), host === '::' ? '127.0.0.1' : host);
  await once(socket, 'connect');
  expect(await peerUser()).toBe(isLinux ? process.getuid?.() : undefined);
  socket.destroy();
});

it('tells another user from ourselves', async () => {
  // Only root can be somebody else.
  const isRoot = isLinux && process.getuid?.() === 0;
  const port = await listen('127.0.0.1');
  const script = `require('net').connect(${port}, '127.0.0.1'); setTimeout(() => {}, 60_000)`;
  const child = spawn(nodejsOnPath().program, ['-e', script], { cwd: '/', ...(isRoot ? { uid: OTHER_USER } : {}) });
  await accepted;
  expect(await peerUser()).toBe(isRoot ? OTHER_USER : isLinux ? process.getuid?.() : undefined);
  child.kill('SIGKILL');
});
