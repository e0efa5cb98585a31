import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { exchange, type Order } from './exchange';
import { encodeForm } from './form-body';

const NEVER = new AbortController().signal;
const listening = (server: Server) => new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
const addressOf = (server: Server) => `127.0.0.1:${(server.address() as AddressInfo).port}`;

describe('one request of the command line and its answer', () => {
  let answer: (response: ServerResponse, request: IncomingMessage) => void;
  const server = createServer((request, response) => answer(response, request));
  const send = (order: Partial<Order> = {}) => {
    const url = new URL(`http://${addressOf(server)}/packs`);
    return exchange({ url, method: 'GET', headers: {}, body: undefined, signal: NEVER, ...order });
  };
  beforeAll(() => listening(server));
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  it('sends a body with its length, also of what deletes', async () => {
    answer = (response, request) =>
      void text(request).then((body) =>
        response.end(
          `${request.method} ${request.headers['content-length']} ${String(request.headers['x-a'])} ${body}`,
        ),
      );
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const answered = await send({ method, body: 'fünf', headers: { 'x-a': 'b' } });
      expect(await answered.text()).toBe(`${method} 5 b fünf`);
    }
  });

  it('sends a form as a browser does', async () => {
    answer = (response, request) =>
      void text(request).then((body) => response.end(`${request.headers['content-type'] ?? ''} ${body}`));
    const form = new FormData();
    form.set('a', 'b');
    form.set('file', new Blob(['content']), 'packs.lock');
    const { type, body } = encodeForm(form);
    const said = await (await send({ method: 'POST', headers: type, body })).text();
    expect(said).toMatch(
      /^multipart\/form-data; boundary=(\S+) --\1\r\n[^]*name="a"\r\n\r\nb\r\n[^]*filename="packs.lock"/,
    );
  });

  it('unpacks what the service packed, and tells when that breaks off', async () => {
    const packed = gzipSync('a'.repeat(100_000));
    answer = (response) => response.setHeader('content-encoding', 'gzip').end(packed);
    expect(await (await send()).text()).toHaveLength(100_000);
    answer = (response) => {
      response.setHeader('content-encoding', 'gzip').write(packed.subarray(0, 20), () => response.destroy());
    };
    await expect(send().then((answered) => answered.text())).rejects.toMatchObject({ message: 'the answer broke off' });
  });

  it('tells what an answer that broke off has said, and that it did', async () => {
    answer = (response) => response.write('half', () => setImmediate(() => response.destroy()));
    const answered = await send();
    await expect(answered.text()).rejects.toMatchObject({
      message: 'the answer broke off',
      cause: { code: 'ECONNRESET' },
    });
  });

  it('tells when no answer comes', async () => {
    answer = (response) => response.destroy();
    await expect(send()).rejects.toMatchObject({ message: 'no answer', cause: { code: 'ECONNRESET' } });
  });

  it('follows nobody to another place', async () => {
    answer = (response) => response.writeHead(302, { location: '/elsewhere' }).end();
    await expect(send()).rejects.toMatchObject({ cause: { message: 'unexpected redirect' } });
  });

  it.each(['before it begins', 'in the middle of it'])('gives up on an answer when it is told to: %s', async (when) => {
    const abort = new AbortController();
    answer = (response) => {
      if (when === 'before it begins') abort.abort(new DOMException('enough', 'TimeoutError'));
      else response.write('half');
    };
    const read = send({ signal: abort.signal }).then((answered) => {
      abort.abort(new DOMException('enough', 'TimeoutError'));
      return answered.text();
    });
    await expect(read).rejects.toMatchObject({ name: 'TimeoutError', message: 'enough' });
  });

  it('keeps no connection for an upload that was answered before it was taken', async () => {
    const taken = Promise.withResolvers<IncomingMessage>();
    answer = (response, request) => {
      request.once('data', () => {
        request.pause();
        response.writeHead(413).end('too large');
        taken.resolve(request);
      });
    };
    const endless = new Readable({ read: () => endless.push(Buffer.alloc(65_536)) });
    const answered = await send({ method: 'POST', body: endless });
    expect(await answered.text()).toBe('too large');
    const { socket } = (await taken.promise).resume();
    await new Promise((done) => socket.once('close', done));
  }, 3000);

  it('gives up on who takes a connection and never says who they are', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'performance'] });
    const silent = createTcpServer();
    const greeted = new Promise<Socket>((done) => {
      silent.once('connection', (socket) => socket.once('error', () => undefined).once('data', () => done(socket)));
    });
    await listening(silent);
    try {
      const sent = expect(send({ url: new URL(`https://${addressOf(silent)}/`) })).rejects.toMatchObject({
        cause: { code: 'ETIMEDOUT' },
      });
      const socket = await greeted;
      jest.advanceTimersByTime(10_000);
      await sent;
      socket.destroy();
    } finally {
      jest.useRealTimers();
      silent.close();
    }
  }, 3000);

  it('sends nothing when it is over by then', async () => {
    answer = () => {
      throw new Error('It was sent.');
    };
    await expect(send({ signal: AbortSignal.abort(new Error('over')) })).rejects.toThrow('over');
  });
});
