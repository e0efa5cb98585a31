import { createServer, type Server, type Socket } from 'node:net';
import { listenOnLoopback, type LoopbackServer } from './loopback-server';

/** A server that says whatever the test wants, byte by byte: `answer` is called once a request's head has come in. */
export async function startRawServer(answer: (socket: Socket, head: string) => void): Promise<LoopbackServer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let head = '';
    const listen = (chunk: Buffer) => {
      head += chunk.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      socket.off('data', listen);
      answer(socket, head);
    };
    socket.on('data', listen);
  });
  const loopback = await listenOnLoopback(server);
  return {
    ...loopback,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
