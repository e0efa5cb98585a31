import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { aPack, startRawServer, tarEntry, tarGz } from '@packyard/testing';
import { UNTRUSTED } from './untrusted-server';

/** Places that packs are fetched from, each with one thing wrong. All of them are told the folder of the test. */

export interface Place {
  url: string;
  close: () => unknown;
}

export const OK = 'HTTP/1.1 200 OK\r\n';

/** A server that answers like this. */
export async function raw(answer: (socket: Socket, head: string) => unknown): Promise<Place> {
  const server = await startRawServer(answer);
  return { url: `${server.url}/pack.tgz`, close: () => server.close() };
}

/** Serves the bytes over HTTPS, after a while. */
export async function tlsServer(body: Buffer, delayMs: number): Promise<Place> {
  const server = createTlsServer(UNTRUSTED, (socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(Buffer.concat([Buffer.from(`${OK}Connection: close\r\n\r\n`), body])));
  });
  const front = createServer((socket) => {
    socket.on('error', () => undefined);
    setTimeout(() => server.emit('connection', socket), delayMs);
  });
  return listening(front, 'https');
}

/** Accepts, and then does this with the connection before a byte was read. */
export function accepting(onConnection: (socket: Socket) => void, scheme = 'http'): Promise<Place> {
  return listening(
    createServer((socket) => onConnection(socket.on('error', () => undefined))),
    scheme,
  );
}

/** Nothing listens there. */
export async function closedPort(): Promise<Place> {
  const place = await accepting(() => undefined);
  place.close();
  return { ...place, close: () => undefined };
}

export function packBytes(): Buffer {
  return tarGz([tarEntry('pack.yaml', 'ref: honest\nlabel: Honest\nversion: 1.0.0\n')]);
}

/** Takes seconds to unpack, and to look at. */
export function largePackBytes(): Buffer {
  const files = Array.from({ length: 4000 }, (_item, index) => tarEntry(`files/${index}`, `${index}`));
  return tarGz([tarEntry('pack.yaml', 'ref: large\nlabel: Large\nversion: 1.0.0\n'), ...files]);
}

export function largeFolder(folder: string): string {
  const path = mkdtempSync(join(folder, 'large-'));
  aPack('large').writeTo(path);
  mkdirSync(join(path, 'files'));
  for (let index = 0; index < 6000; index += 1) writeFileSync(join(path, 'files', String(index)), String(index));
  return path;
}

export function largeIndex(file: string, url: string): string {
  const install_sources = [{ type: 'archive', url }];
  const packs = Array.from({ length: 90_000 }, (_item, index) => ({
    ref: `p${index}`,
    version: '1.0.0',
    install_sources,
  }));
  packs.push({ ref: 'honest', version: '1.0.0', install_sources });
  writeFileSync(file, JSON.stringify({ packs }));
  return file;
}

/** A program called git that does this when it is told `verb`, and is git otherwise. Returns the folder it is in. */
export function gitThat(folder: string, verb: string, script: string): string {
  const path = mkdtempSync(join(folder, 'bin-'));
  const real = (process.env['PATH'] ?? '').split(':').find((part) => existsSync(join(part, 'git')));
  writeFileSync(
    join(path, 'git'),
    `#!/bin/sh\nif [ "$1" = ${verb} ]; then ${script}; fi\nexec ${real ?? ''}/git "$@"\n`,
  );
  chmodSync(join(path, 'git'), 0o755);
  return path;
}

/** Sends the signal to the reader process once it works: what has to be read has to take a while. Returns what ends it. */
export function strikeReader(script: string, signal: NodeJS.Signals): () => void {
  const before = new Map<string, number>();
  let seen = 0;
  const timer = setInterval(() => {
    for (const pid of children().filter((child) => read(`/proc/${child}/cmdline`).includes(script))) {
      const ticks = ticksOf(pid);
      seen += ticks > (before.get(pid) ?? Infinity) ? 1 : 0;
      before.set(pid, ticks);
      if (seen < 3) continue;
      clearInterval(timer);
      process.kill(Number(pid), signal);
      return;
    }
  }, 20);
  return () => clearInterval(timer);
}

/** Of processor time, in all its threads. */
function ticksOf(pid: string): number {
  const [, , , , , , , , , , , , user, system] = read(`/proc/${pid}/stat`)
    .replace(/^.*\) /, '. ')
    .split(' ');
  return Number(user) + Number(system);
}

function children(): string[] {
  return read(`/proc/${process.pid}/task/${process.pid}/children`).split(' ').filter(Boolean);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

async function listening(server: ReturnType<typeof createServer>, scheme: string): Promise<Place> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { url: `${scheme}://127.0.0.1:${port}/pack.tgz`, close };
}
