import { getEventListeners } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { createServer, type Server, Socket } from 'node:net';
import { join } from 'node:path';
import { MaskedUrl, reportError } from '@packyard/contracts';
import { eventually, startRawServer, temporaryFolder } from '@packyard/testing';
import { HttpClient } from './http-client';
import { NetworkPolicy } from './network-policy';

const policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'true' });
const client = new HttpClient(policy, { PACKYARD_STALL_SECONDS: 1 });
const LARGE = 'x'.repeat(400_000);
const OK = 'HTTP/1.1 200 OK\r\n';

/** What servers end well with, in their own ways. */
const WHOLE: [string, (socket: Socket) => void][] = [
  ['Connection: close', (socket) => socket.end(`${OK}Connection: close\r\n\r\n${LARGE}`)],
  [
    'Connection: close, and a length',
    (socket) => socket.end(`${OK}Connection: close\r\nContent-Length: 400000\r\n\r\n${LARGE}`),
  ],
  ['HTTP/1.0', (socket) => socket.end(`HTTP/1.0 200 OK\r\n\r\n${LARGE}`)],
  ['HTTP/1.0, and a length', (socket) => socket.end(`HTTP/1.0 200 OK\r\nContent-Length: 400000\r\n\r\n${LARGE}`)],
  [
    'chunks, then the end of the connection',
    (socket) => socket.end(`${OK}Transfer-Encoding: chunked\r\n\r\n61a80\r\n${LARGE}\r\n0\r\n\r\n`),
  ],
  ['a connection that stays open', (socket) => socket.write(`${OK}Content-Length: 400000\r\n\r\n${LARGE}`)],
  ['a body that comes in parts', (socket) => inParts(socket, `HTTP/1.0 200 OK\r\n\r\n${LARGE}`)],
  [
    'interim answers before the real one',
    (socket) => socket.end(`HTTP/1.1 103 Early Hints\r\n\r\n${OK}Connection: close\r\n\r\n${LARGE}`),
  ],
];

/** What servers say or do wrongly. Each is the same kind of error, in words. */
const WRONG: [string, (socket: Socket) => void][] = [
  ['nothing', (socket) => socket.end()],
  ['a reset before the answer', (socket) => void socket.resetAndDestroy()],
  ['a reset in the headers', (socket) => socket.write(`${OK}X-Half: `, () => socket.resetAndDestroy())],
  [
    'a reset in the body',
    (socket) => socket.write(`${OK}Content-Length: 400000\r\n\r\nhalf`, () => socket.resetAndDestroy()),
  ],
  ['a body that is cut short', (socket) => socket.end(`${OK}Content-Length: 400001\r\n\r\n${LARGE}`)],
  ['a chunk that is cut short', (socket) => socket.end(`${OK}Transfer-Encoding: chunked\r\n\r\nfffff\r\n${LARGE}`)],
  ['chunks without an end', (socket) => socket.end(`${OK}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`)],
  ['a bad chunk size', (socket) => socket.end(`${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n`)],
  [
    'an endless chunk size',
    (socket) => socket.end(`${OK}Transfer-Encoding: chunked\r\n\r\n${'f'.repeat(40)}\r\nabc\r\n`),
  ],
  ['a negative length', (socket) => socket.end(`${OK}Content-Length: -5\r\n\r\nabc`)],
  ['a length that is no number', (socket) => socket.end(`${OK}Content-Length: many\r\n\r\nabc`)],
  ['two lengths', (socket) => socket.end(`${OK}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`)],
  ['garbage', (socket) => socket.end('\0\x01\x02 what\r\n\r\n')],
  ['an HTTP/2 preface', (socket) => socket.end('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
  ['an HTTP/2 frame', (socket) => socket.end(Buffer.from('000012040000000000', 'hex'))],
  ['no status', (socket) => socket.end('HTTP/1.1 OK\r\n\r\n')],
  ['an SSH greeting', (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')],
  ['endless headers', (socket) => socket.end(`${OK}${'X-Long: y\r\n'.repeat(20_000)}\r\n`)],
  [
    'an upgrade that nobody asked for',
    (socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n'),
  ],
  ['a redirect to half an address', (socket) => socket.end('HTTP/1.1 302 Found\r\nLocation: http://[::1\r\n\r\n')],
  [
    'a redirect to a port that is none',
    (socket) => socket.end('HTTP/1.1 302 Found\r\nLocation: http://h.example:999999/\r\n\r\n'),
  ],
  ['a body that stalls', (socket) => socket.write(`${OK}Content-Length: 400000\r\n\r\nhalf`)],
  ['headers that stall', (socket) => socket.write(`${OK}X-Half: `)],
  ['no answer at all', () => undefined],
];

describe('HttpClient', () => {
  const folder = temporaryFolder();
  let count = 0;

  const download = async (url: string, signal = AbortSignal.timeout(20_000), by = client) => {
    const file = join(folder, `download-${count++}`);
    const request = { url: new MaskedUrl(url), verifySsl: true, maxBytes: 1_000_000, limitName: 'X', signal };
    await by.download(request, file);
    return file;
  };

  it.each(WHOLE)('reads a body that ends with %s', async (_what, answer) => {
    const server = await startRawServer(answer);
    for (let round = 0; round < 5; round += 1) {
      expect(statSync(await download(`${server.url}/a`)).size).toBe(400_000);
    }
    await server.close();
  });

  it.each(WRONG)('says in words that a server answered with %s', async (_what, answer) => {
    const server = await startRawServer(answer);
    const error = await download(`${server.url}/a`).catch((thrown: unknown) => thrown);
    expect(reportError(error)).toMatchObject({ code: 'SOURCE_UNAVAILABLE', hint: expect.any(String) });
    expect(reportError(error).message).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/a [a-z' ]{10,}/);
    await server.close();
  });

  it('says that https is not spoken at a port', async () => {
    const server = await startRawServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const plain = createServer((socket) => socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const port = await portOf(plain);
    await expect(download(`https://127.0.0.1:${port}/a`)).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      message: expect.stringContaining('does not speak TLS at this port'),
    });
    plain.close();
    await server.close();
  });

  it('shows no secret of a redirect that is no URL', async () => {
    const server = await startRawServer((socket) =>
      socket.end('HTTP/1.1 302 Found\r\nLocation: http://u:s3cr3t@[::1/a?token=s3cr3t\r\n\r\n'),
    );
    const error = await download(`${server.url}/a`).catch((thrown: unknown) => thrown);
    expect(JSON.stringify(reportError(error))).not.toContain('s3cr3t');
    await server.close();
  });

  it('takes a user name that is no code as it is', async () => {
    let seen = '';
    const server = await startRawServer((socket, head) => {
      seen = head;
      socket.end(`${OK}Connection: close\r\n\r\nabc`);
    });
    expect(readFileSync(await download(`http://100%25%zz@127.0.0.1:${server.port}/a`), 'utf8')).toBe('abc');
    expect(seen).toContain(`Basic ${Buffer.from('100%25%zz:').toString('base64')}`);
    await server.close();
  });

  describe('is stopped at once', () => {
    const phases: [string, () => Promise<{ url: string; by?: HttpClient; close: () => unknown }>][] = [
      [
        'while the name server says nothing',
        () => Promise.resolve({ url: 'http://silent.example/a', by: deaf(), close: () => undefined }),
      ],
      ['while it connects', fullQueue],
      ['in the TLS handshake', async () => withScheme('https', await silent())],
      ['before the headers', async () => withScheme('http', await silent())],
      ['in the headers', () => startRawServer((socket) => socket.write(`${OK}X-Half: `))],
      ['in the body', () => startRawServer((socket) => socket.write(`${OK}Content-Length: 9\r\n\r\nhalf`))],
      ['while bytes trickle', () => startRawServer((socket) => trickle(socket))],
    ];

    it.each(phases)('%s', async (_phase, start) => {
      const { url, by, close } = await start();
      const abort = new AbortController();
      const slow = new HttpClient(policy, { PACKYARD_STALL_SECONDS: 60 });
      const downloading = download(url, abort.signal, by ?? slow).catch((error: unknown) => error);
      await new Promise((resolve) => setTimeout(resolve, 150));
      const startedAt = Date.now();
      abort.abort(new Error('enough'));
      expect(await downloading).toMatchObject({ message: 'enough' });
      expect(Date.now() - startedAt).toBeLessThan(300);
      await close();
    });
  });

  it('closes a connection that nobody waits for any more, in whichever phase it is', async () => {
    const server = await silent();
    const abort = new AbortController();
    const downloading = download(`https://127.0.0.1:${server.port}/a`, abort.signal).catch(() => undefined);
    await eventually(() => expect(server.open()).toBe(1));
    abort.abort();
    await downloading;
    await eventually(() => expect(server.open()).toBe(0), 1000);
    server.close();
  });

  it.each<[string, (socket: Socket) => void]>([
    ['was read', (socket) => socket.end(`${OK}Connection: close\r\n\r\nabc`)],
    ['is too large', (socket) => socket.write(`${OK}Content-Length: 9000000\r\n\r\n${LARGE}`)],
    ['refuses', (socket) => socket.write(`HTTP/1.1 404 Not Found\r\nContent-Length: 400000\r\n\r\n${LARGE}`)],
    ['refuses in short', (socket) => socket.write('HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno')],
    ['leads elsewhere', (socket) => socket.write('HTTP/1.1 302 Found\r\nLocation: /a\r\nContent-Length: 2\r\n\r\nno')],
    ['leads nowhere', (socket) => socket.end('HTTP/1.1 302 Found\r\nLocation: http://[::1\r\n\r\n')],
    ['breaks off', (socket) => socket.end(`${OK}Content-Length: 9\r\n\r\nhalf`)],
  ])('leaves nobody listening to a signal that goes on, after an answer that %s', async (_what, answer) => {
    const server = await startRawServer(answer);
    const { signal } = new AbortController();
    await download(`${server.url}/a`, signal).catch(() => undefined);
    const request = { url: new MaskedUrl(`${server.url}/a`), verifySsl: true, maxBytes: 1, limitName: 'X', signal };
    await client.ask(request, { isWanted: () => false }).catch(() => undefined);
    await eventually(() => expect(getEventListeners(signal, 'abort')).toEqual([]), 20_000);
    await server.close();
  });

  it('passes on what its own disk says', async () => {
    const server = await startRawServer((socket) => socket.end(`${OK}Connection: close\r\n\r\n${LARGE}`));
    const request = { verifySsl: true, maxBytes: 1_000_000, limitName: 'X', signal: AbortSignal.timeout(5000) };
    const url = new MaskedUrl(`${server.url}/a`);
    await expect(client.download({ ...request, url }, join(folder, 'no/such/folder'))).rejects.toMatchObject({
      code: 'ENOENT',
    });
    await server.close();
  });

  function deaf(): HttpClient {
    const never = Object.assign(Object.create(policy) as NetworkPolicy, {
      resolve: () => new Promise(() => undefined),
    });
    return new HttpClient(never);
  }
});

function inParts(socket: Socket, text: string): void {
  const size = 10_000;
  if (text === '') socket.end();
  else socket.write(text.slice(0, size), () => setImmediate(() => inParts(socket, text.slice(size))));
}

function trickle(socket: Socket): void {
  socket.write(`${OK}Content-Length: 999999\r\n\r\n`);
  const timer = setInterval(() => socket.write('x'), 20);
  socket.once('close', () => clearInterval(timer));
}

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { port: number }).port;
}

/** Accepts, and never says a word. */
async function silent(): Promise<{ port: number; open: () => number; close: () => void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.once('close', () => sockets.delete(socket)).resume();
  });
  return {
    port: await portOf(server),
    open: () => sockets.size,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function withScheme(scheme: string, { port, close }: { port: number; close: () => void }) {
  return { url: `${scheme}://127.0.0.1:${port}/a`, close };
}

/** A listening port whose queue is full, so that no further connection is ever made. */
async function fullQueue(): Promise<{ url: string; close: () => void }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, resolve));
  const { port } = server.address() as { port: number };
  const handle = (server as unknown as { _handle: { onconnection: unknown } })._handle;
  handle.onconnection = () => undefined;
  const waiting = Array.from({ length: 8 }, () => new Socket().on('error', () => undefined).connect(port, '127.0.0.1'));
  return {
    url: `http://127.0.0.1:${port}/a`,
    close: () => {
      for (const socket of waiting) socket.destroy();
      server.close();
    },
  };
}
