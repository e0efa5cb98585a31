import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MaskedUrl } from '@packyard/contracts';
import { eventually } from '@packyard/testing';
import { HttpClient } from '../http-client';
import { HttpConnection, withDefaults } from '../http-connection';
import { NetworkPolicy } from '../network-policy';
import { KeptConnections } from './kept-connections';

const policy = new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: 'true' });
const client = new HttpClient(policy);
const PATHS = ['/1', '/2', '/3', '/4', '/5', '/6', '/7', '/8'];
const usual: RequestListener = (request, response) => response.end(`${request.url ?? ''}: ${'x'.repeat(200_000)}`);

describe('kept connections', () => {
  let server: Server;
  let base: string;
  let answer: RequestListener;
  let count: { opened: number; open: number };

  beforeEach(async () => {
    answer = usual;
    const own = { opened: 0, open: 0 };
    count = own;
    server = createServer((request, response) => answer(request, response));
    server.on('connection', (socket) => {
      own.opened += 1;
      own.open += 1;
      socket.on('error', () => undefined).on('close', () => (own.open -= 1));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  const ask = async (path: string, connections?: KeptConnections, signal = AbortSignal.timeout(60_000)) => {
    const wanted = {
      url: new MaskedUrl(`${base}${path}`),
      verifySsl: true,
      maxBytes: 1_000_000,
      limitName: 'X',
      signal,
    };
    const { body } = await client.ask(connections === undefined ? wanted : { ...wanted, connections }, {});
    return body.toString().slice(0, path.length);
  };

  it('serve one request after the other, and are closed with the work', async () => {
    const connections = new KeptConnections();
    for (const path of PATHS) expect(await ask(path, connections)).toBe(path);
    // One whose answer was read just now may not be free yet.
    expect(count.opened).toBeLessThanOrEqual(2);
    expect(count.open).toBeGreaterThanOrEqual(1);
    connections.close();
    await eventually(() => expect(count.open).toBe(0));
  });

  it('are none without: each request has one of its own', async () => {
    for (const path of PATHS) expect(await ask(path)).toBe(path);
    expect(count.opened).toBe(PATHS.length);
  });

  it('are few, however many requests go over them', async () => {
    const connections = new KeptConnections();
    const few = async () => {
      for (const path of PATHS) expect(await ask(path, connections)).toBe(path);
    };
    await Promise.all([few(), few(), few()]);
    expect(count.opened).toBeLessThanOrEqual(6);
    connections.close();
  });

  it('are replaced when they break', async () => {
    const connections = new KeptConnections();
    expect(await ask('/1', connections)).toBe('/1');
    answer = (_request, response) => {
      answer = usual;
      response.writeHead(200, { 'content-length': 200_000 }).write('half');
      response.destroy();
    };
    expect(await ask('/2', connections)).toBe('/2');
    expect(await ask('/3', connections)).toBe('/3');
    expect(count.opened).toBeGreaterThanOrEqual(2);
    connections.close();
  });

  it('leave nothing open that is asked for when the work is over', async () => {
    const connections = new KeptConnections();
    connections.close();
    expect(await ask('/1', connections)).toBe('/1');
    await eventually(() => expect(count.open).toBe(0));
  });

  it('end with the work what is still under way', async () => {
    const connections = new KeptConnections();
    const given = new AbortController();
    answer = (_request, response) => void response.writeHead(200, { 'content-length': 200_000 }).write('half');
    const asking = ask('/1', connections, given.signal);
    await eventually(() => expect(count.open).toBe(1));
    given.abort(new Error('given up'));
    await expect(asking).rejects.toThrow('given up');
    connections.close();
    await eventually(() => expect(count.open).toBe(0));
  });

  it('know nothing more of what the server has closed', async () => {
    answer = (_request, response) => response.writeHead(200, { connection: 'close' }).end('x');
    const order = { verifySsl: true, signal: AbortSignal.timeout(60_000) };
    const connection = new HttpConnection(policy, withDefaults({}), order, { url: new URL(base), proxy: undefined });
    for (const path of PATHS) {
      const { body } = await connection.agent.request({ origin: base, path, method: 'GET' });
      expect(await body.text()).toBe('x');
    }
    expect(count.opened).toBe(PATHS.length);
    await eventually(() => expect(connection['sockets'].size).toBe(0));
    connection.close();
  });
});
