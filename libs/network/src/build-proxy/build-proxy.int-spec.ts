import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, createServer as createPort, type Socket } from 'node:net';
import { join } from 'node:path';
import {
  eventually,
  listenOnLoopback,
  type LoopbackServer,
  startProxyServer,
  startRawServer,
  temporaryFolder,
} from '@packyard/testing';
import { generate } from 'selfsigned';
import { Agent, ProxyAgent, request } from 'undici';
import { NetworkPolicy } from '../network-policy';
import { BuildProxy, type BuildProxySettings } from './build-proxy';
import type { ProxySession } from './proxy-session';

const folder = temporaryFolder();
const caFile = join(folder, 'ca.pem');
const keyFile = join(folder, 'key.pem');
const TOKEN = 'Bearer s3cr3t-token';
const proxies: BuildProxy[] = [];
const open: { close(): unknown }[] = [];
let pair: { cert: string; private: string };

beforeAll(async () => {
  const altNames = [{ type: 2, value: 'localhost' }, { type: 7, ip: '127.0.0.1' }]; // prettier-ignore
  const extensions = [{ name: 'basicConstraints', cA: true }, { name: 'subjectAltName', altNames }]; // prettier-ignore
  pair = await generate([{ name: 'commonName', value: 'index.internal' }], { extensions } as never);
  writeFileSync(caFile, pair.cert);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
  await Promise.all(proxies.splice(0).map((proxy) => proxy.onModuleDestroy()));
});

describe('what tools of a build are told', () => {
  const variables = {
    PATH: '/usr/bin',
    PIP_INDEX_URL: 'https://me:s3cr3t@index.internal/simple',
    PIP_EXTRA_INDEX_URL: 'https://pypi.org/simple http://you:s3cr3t@127.0.0.1:3141/root/+simple/',
    npm_config_registry: 'https://_:s3cr3t@npm.internal/',
    HTTPS_PROXY: 'http://me:s3cr3t@proxy.internal:3128',
    no_proxy: 'localhost',
  };

  it('has no password in it, no other proxy, and no way around this one', async () => {
    const session = await opened({}, variables);
    expect(session.environment).toEqual({
      PATH: '/usr/bin',
      PIP_INDEX_URL: 'https://index.internal/simple',
      PIP_EXTRA_INDEX_URL: 'https://pypi.org/simple http://127.0.0.1:3141/root/+simple/',
      npm_config_registry: 'https://npm.internal/',
    });
    expect(Object.values(session.route)).toEqual(Array(8).fill(expect.stringMatching(/^http:\/\/build:.{32}@127\./)));
    expect(JSON.stringify(session.route)).not.toContain('s3cr3t');
  });

  it('says whom to trust only where that is not the usual', async () => {
    expect((await opened()).trusted).toBeUndefined();
    expect((await opened({}, variables)).trusted?.match(/BEGIN CERTIFICATE/g)?.length).toBeGreaterThan(100);
    const own = await opened({ PACKYARD_CA_FILE: caFile });
    expect(own.trusted).toContain(pair.cert);
    await expect(opened({ PACKYARD_CA_FILE: '/no/such.pem' })).rejects.toMatchObject({
      message: 'The authorities in /no/such.pem can\'t be read.', // prettier-ignore
      hint: expect.stringContaining('PACKYARD_CA_FILE'),
    });
  });
});

describe.each(['http', 'https'] as const)('over %s, a build', (scheme) => {
  it('reaches what the policy allows', async () => {
    const server = await serve(scheme, (_request, response) => response.end('whole'));
    const session = await opened({ PACKYARD_CA_FILE: caFile });
    expect(await ask(session, `${server}/a?b=c`)).toEqual([200, 'whole']);
    expect(session.trouble).toMatchObject({ refused: undefined, unreachable: undefined });
  });

  it.each(['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '10.0.0.1', '2130706433'])(
    'does not reach %s when private networks are refused',
    async (host) => {
      const server = await serve(scheme, (_request, response) => response.end('whole'));
      const session = await opened({}, {}, 'false');
      await refusal(session, `${scheme}://${host}:${new URL(server).port}/`);
      expect(session.trouble.refused).toMatchObject({
        code: 'SOURCE_FORBIDDEN',
        hint: expect.stringContaining('PACKYARD_ALLOW_PRIVATE_NETWORKS'),
      });
    },
  );

  it.each([
    ['an index that the operator has named', (url: string) => ({ variables: { PIP_INDEX_URL: `${url}/simple` } }), 401],
    ['a place that the pack names', (url: string) => ({ named: url }), 401],
    ['somebody whom only its code asks', () => ({}), undefined],
  ])('tells that %s wants a login, by its origin', async (_what, given, status) => {
    const server = await serve(scheme, (_request, response) => response.writeHead(401).end());
    const seen = await serve(scheme, (_request, response) => response.writeHead(401).end());
    const { variables = {}, named }: { variables?: Record<string, string>; named?: string } = given(server);
    const own = { 'elsewhere.internal': { authorization: TOKEN } };
    const session = await opened({ PACKYARD_CA_FILE: caFile, PACKYARD_BUILD_ACCESS: own }, variables);
    if (named !== undefined) session.expect(new URL(named));
    if (scheme === 'http') {
      await ask(session, `${seen}/give-me-a-password`);
      await ask(session, `${server}/s3cr3t/simple`);
      const login = { place: server, status, isGiven: false };
      expect(session.trouble.login).toEqual(status === undefined ? undefined : login);
    }
    expect(session.trouble.isNamed?.(new URL(server))).toBe(status !== undefined);
    expect(session.trouble.isNamed?.(new URL(seen))).toBe(false);
  });

  it('reaches the index that the operator has named, wherever it is, and nothing beside it', async () => {
    const server = await serve(scheme, (_request, response) => response.end('whole'));
    const other = await serve(scheme, (_request, response) => response.end('other'));
    const session = await opened({ PACKYARD_CA_FILE: caFile }, { PIP_INDEX_URL: `${server}/simple` }, 'false');
    expect(await ask(session, `${server}/simple`)).toEqual([200, 'whole']);
    await refusal(session, other);
  });

  it('goes through the proxy of the operator, which gets its login and no more', async () => {
    const server = await serve(scheme, (_request, response) => response.end('whole'));
    const through = await startProxyServer({ login: 'me:s3cr3t' });
    open.push(through);
    const proxy = through.url.replace('//', '//me:s3cr3t@');
    const session = await opened({ PACKYARD_CA_FILE: caFile }, { http_proxy: proxy, https_proxy: proxy });
    expect(await ask(session, `${server}/a`)).toEqual([200, 'whole']);
    expect(through.requests).toEqual([scheme === 'http' ? `GET ${server}/a` : `CONNECT ${new URL(server).host}`]);
    const exempt = { http_proxy: proxy, https_proxy: proxy, no_proxy: '127.0.0.1' };
    expect(await ask(await opened({ PACKYARD_CA_FILE: caFile }, exempt), `${server}/a`)).toEqual([200, 'whole']);
    expect(through.requests).toHaveLength(1);
  });

  it('has the credentials of a host added to what it reads there', async () => {
    const seen: unknown[] = [];
    const server = await serve(scheme, ({ headers }, response) => {
      expect(headers.via).toBe('1.1 packyard-build');
      seen.push(headers.authorization, headers['proxy-authorization']);
      response.end('whole');
    });
    const access = { [new URL(server).host]: { authorization: TOKEN } };
    const session = await opened({ PACKYARD_CA_FILE: caFile, PACKYARD_BUILD_ACCESS: access });
    expect(await ask(session, `${server}/a`)).toEqual([200, 'whole']);
    expect(seen.splice(0)).toEqual([TOKEN, undefined]);
    await ask(session, `${server}/a`, { headers: { authorization: 'Basic own' } });
    expect(seen.splice(0)).toEqual(['Basic own', undefined]);
    expect(JSON.stringify([session.environment, session.route])).not.toContain('s3cr3t');
  });

  it('can change nothing with these credentials', async () => {
    const seen: unknown[] = [];
    const server = await serve(scheme, ({ method, url, headers }, response) => {
      seen.push([method, url, headers.authorization]);
      response.end('whole');
    });
    const access = { [new URL(server).host]: { authorization: TOKEN } };
    const session = await opened({ PACKYARD_CA_FILE: caFile, PACKYARD_BUILD_ACCESS: access });
    for (const method of ['PUT', 'POST', 'DELETE', 'PATCH'] as const) {
      expect(await ask(session, `${server}/pack`, { method, body: 'evil' })).toEqual([
        403,
        expect.stringContaining('may only read'),
      ]);
    }
    const fetching = `${server}/x.git/git-upload-pack`;
    expect(await ask(session, fetching, { method: 'POST', body: 'evil' })).toEqual([403, expect.anything()]);
    const headers = { 'content-type': 'application/x-git-upload-pack-request' };
    await ask(session, fetching, { method: 'POST', body: 'want', headers });
    expect(seen).toEqual([['POST', '/x.git/git-upload-pack', TOKEN]]);
  });

  it('can change nothing in the name of a certificate either, nor by a header that names another method', async () => {
    const seen: unknown[] = [];
    const server = await serve(scheme, ({ method, headers }, response) => {
      seen.push([method, Object.keys(headers).filter((name) => /method/.test(name))]);
      response.end('whole');
    });
    writeFileSync(keyFile, pair.private);
    const access = { [new URL(server).host]: { certificate_file: caFile, key_file: keyFile } };
    const session = await opened({ PACKYARD_CA_FILE: caFile, PACKYARD_BUILD_ACCESS: access });
    for (const headers of [{}, { authorization: 'Basic own' }]) {
      const answer = await ask(session, `${server}/pack`, { method: 'PUT', body: 'evil', headers });
      expect(answer).toEqual([403, expect.stringContaining('may only read')]);
    }
    const headers = { 'x-http-method-override': 'DELETE', 'X-HTTP-Method': 'PUT', 'x-method-override': 'PUT' };
    expect(await ask(session, `${server}/pack`, { headers })).toEqual([200, 'whole']);
    expect(seen).toEqual([['GET', []]]);
  });

  it('takes passwords that stand in the URLs of indexes for credentials of their hosts', async () => {
    const seen: unknown[] = [];
    const server = await serve(scheme, ({ headers }, response) => {
      seen.push(headers.authorization);
      response.end('whole');
    });
    const index = server.replace('//', '//me:s3cr3t@');
    const session = await opened({ PACKYARD_CA_FILE: caFile }, { PIP_EXTRA_INDEX_URL: `${index}/simple` });
    await ask(session, `${server}/simple`);
    expect(seen).toEqual([`Basic ${Buffer.from('me:s3cr3t').toString('base64')}`]);
  });
});

it('in a tunnel, a build has an address of this machine that nobody else has', async () => {
  const seen: unknown[] = [];
  const port = await accepting((socket) => {
    seen.push(socket.remoteAddress);
    socket.destroy();
  });
  const session = await opened({}, {}, '127.0.0.0/8');
  for (const host of ['127.0.0.1', 'localhost', '127.1', '[::ffff:127.0.0.1]'])
    await ask(session, `https://${host}:${port}/`).catch(() => undefined);
  const expected = process.platform === 'linux' ? '127.80.65.67' : '127.0.0.1';
  expect(seen).toEqual([expected, expected, expected, expected]);
});

it.each(['0.0.0.0', '[::]', '[::ffff:0.0.0.0]'])(
  'in a tunnel, a build does not reach %s, which is this machine',
  async (host) => {
    const port = await accepting((socket) => void socket.destroy());
    await refusal(await opened({}, {}, 'true'), `https://${host}:${port}/`);
  },
);

it('in a tunnel, a build does not reach ::1, where it would look like everybody else', async () => {
  const session = await opened({}, {}, '::1/128');
  if (process.platform === 'linux') await refusal(session, 'https://[::1]:1/');
});

describe('credentials of a host', () => {
  it('go nowhere when the host has not shown to be the one', async () => {
    const seen: unknown[] = [];
    const server = await serve('https', ({ headers }, response) => {
      seen.push(headers.authorization);
      response.end('whole');
    });
    const access = { [new URL(server).host]: { authorization: TOKEN } };
    const session = await opened({ PACKYARD_BUILD_ACCESS: access });
    expect(await ask(session, server)).toEqual([403, expect.stringMatching(/certificate of .* is not trusted/)]);
    expect(seen).toEqual([]);
  });

  it('go nowhere in the clear, unless the operator says so', async () => {
    const seen: unknown[] = [];
    const through = await proxyTo(({ headers }, response) => {
      seen.push(headers.authorization);
      response.end('whole');
    });
    const route = { http_proxy: through };
    const named = { 'index.invalid': { authorization: TOKEN } };
    await ask(await opened({ PACKYARD_BUILD_ACCESS: named }, route), 'http://index.invalid/');
    const inTheClear = { 'http://index.invalid': { authorization: TOKEN } };
    await ask(await opened({ PACKYARD_BUILD_ACCESS: inTheClear }, route), 'http://index.invalid/');
    expect(seen).toEqual([undefined, TOKEN]);
  });
});

describe('the proxy', () => {
  it('is for builds that go on, and for nobody else', async () => {
    const server = await serve('http', (_request, response) => response.end('whole'));
    const session = await opened();
    const stranger = { route: { HTTP_PROXY: session.route['HTTP_PROXY']?.replace(/build:.*@/, 'build:x@') } };
    await expect(ask(stranger as never, server)).rejects.toThrow('407');
    await expect(ask(stranger as never, server.replace('http', 'https'))).rejects.toThrow('407');
    const past = { route: session.route };
    session.close();
    await expect(ask(past as never, server)).rejects.toThrow('407');
  });

  it('answers nothing that is no request to a proxy', async () => {
    const { route } = await opened();
    const agent = new Agent();
    const { origin, username, password } = new URL(route['HTTP_PROXY'] ?? '');
    const login = { 'proxy-authorization': `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
    const { statusCode } = await request(`${origin}/a`, { dispatcher: agent, headers: login });
    expect(statusCode).toBe(400);
    await agent.destroy();
  });
});

type Fault = 'refused' | 'cut' | 'slow' | 'stalled' | 'aborted';
const WORDS: Record<Fault, RegExp> = {
  refused: /nothing answers at its port/,
  cut: /ended the connection before/,
  slow: /^$/,
  stalled: /said nothing for 1 seconds/,
  aborted: /^$/,
};

describe.each(['in the clear', 'in its stead', 'in a tunnel'] as const)('when a build asks a server %s that', (how) => {
  const scheme = how === 'in the clear' ? 'http' : 'https';
  const setUp = async (place: string) => {
    const access = { [new URL(place).host]: { authorization: TOKEN } };
    return opened({
      PACKYARD_CA_FILE: caFile,
      PACKYARD_STALL_SECONDS: 1,
      ...(how === 'in its stead' ? { PACKYARD_BUILD_ACCESS: access } : {}),
    });
  };

  it('is not there, it is told so, and so is the failure of the build', async () => {
    const gone = await serve(scheme, () => undefined);
    await open.pop()?.close();
    const session = await setUp(gone);
    await refusal(session, gone, 502);
    expect(session.trouble.unreachable).toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      message: expect.stringMatching(WORDS.refused),
    });
  });

  it('breaks off, the tool sees that', async () => {
    const server = await serve(scheme, (_request, response) => {
      response.writeHead(200, { 'content-length': '10' }).write('half');
      setImmediate(() => response.destroy());
    });
    await expect(ask(await setUp(server), server)).rejects.toThrow();
  });

  it('cuts each connection, it is told so', async () => {
    const server = await accepting((socket) => void socket.resetAndDestroy());
    const session = await setUp(`${scheme}://127.0.0.1:${server}`);
    const told = await ask(session, `${scheme}://127.0.0.1:${server}/`).catch(() => 'broke off');
    expect(told).toEqual(how === 'in a tunnel' ? 'broke off' : [502, expect.stringMatching(WORDS.cut)]);
  });

  it('answers slowly, it gets the whole answer', async () => {
    const server = await serve(scheme, (_request, response) => {
      response.write('who');
      setTimeout(() => response.end('le'), 300);
    });
    expect(await ask(await setUp(server), server)).toEqual([200, 'whole']);
  });

  it('says nothing, it is told so; in a tunnel it waits as long as it likes', async () => {
    const server = await serve(scheme, () => undefined);
    const session = await setUp(server);
    const asking = ask(session, server, { headersTimeout: 3000 }).catch((error: unknown) => (error as Error).name);
    expect(await asking).toEqual(
      how === 'in a tunnel' ? 'HeadersTimeoutError' : [502, expect.stringMatching(WORDS.stalled)],
    );
  });

  it('says nothing, all connections end with the build', async () => {
    const sockets: Socket[] = [];
    const port = await accepting((socket) => void sockets.push(socket));
    const session = await setUp(`${scheme}://127.0.0.1:${port}`);
    const asking = ask(session, `${scheme}://127.0.0.1:${port}/`).then(
      () => 'answered',
      () => 'ended',
    );
    await eventually(() => expect(sockets).toHaveLength(1));
    session.close();
    expect(await asking).toBe('ended');
    await eventually(() => expect(sockets.every(({ destroyed }) => destroyed)).toBe(true));
    expect(session.trouble).toMatchObject({ refused: undefined, unreachable: undefined });
  });
});

describe('a proxy of the operator that', () => {
  it.each([
    ['refuses', (socket: Socket) => socket.end('HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n'), /proxy answered 403/],
    ['breaks off', (socket: Socket) => void socket.resetAndDestroy(), /ended the connection/],
  ])('%s a tunnel is said to do so', async (_what, answer, words) => {
    const through = await startRawServer(answer);
    open.push(through);
    const session = await opened({}, { https_proxy: through.url });
    await refusal(session, 'https://index.invalid/', 502);
    expect(session.trouble.unreachable?.message).toMatch(words);
  });
});

describe('connections to the proxy', () => {
  const countOf = async (session: ProxySession, first: (index: number) => string) => {
    let [answered, closed] = [0, 0];
    const sockets = Array.from({ length: 300 }, (_item, index) => {
      const socket = connect(session.way.port, '127.0.0.1', () => void socket.write(first(index)));
      socket.on('error', () => undefined);
      socket.once('data', () => (answered += 1));
      return socket.once('close', () => (closed += 1));
    });
    open.push({ close: () => sockets.forEach((socket) => socket.destroy()) });
    await eventually(() => expect(answered + closed).toBeGreaterThanOrEqual(44));
    return { sockets, counts: () => ({ answered, closed }) };
  };

  it('of one build are 256, and as many again once these are closed', async () => {
    const port = await accepting(() => undefined);
    const session = await opened();
    const login = Buffer.from(`build:${session.token}`).toString('base64');
    const connectTo = () => `CONNECT 127.0.0.1:${port} HTTP/1.1\r\nProxy-Authorization: Basic ${login}\r\n\r\n`;
    const { sockets, counts } = await countOf(session, connectTo);
    await eventually(() => expect(counts()).toEqual({ answered: 256, closed: 44 }));
    for (const socket of sockets) socket.destroy();
    const server = await serve('http', (_request, response) => response.end('whole'));
    await eventually(async () => expect(await ask(session, `${server}/a`)).toEqual([200, 'whole']));
  });

  it('that do not log in at the entrance of one build keep nobody else waiting', async () => {
    const [loud, other] = [await opened(), await opened()];
    const idle = Array.from({ length: 300 }, () => connect(loud.way.socket).on('error', () => undefined));
    open.push({ close: () => idle.forEach((socket) => socket.destroy()) });
    await eventually(() => expect(idle.filter(({ destroyed }) => destroyed)).toHaveLength(44));
    const server = await serve('http', (_request, response) => response.end('whole'));
    expect(await ask(other, `${server}/a`)).toEqual([200, 'whole']);
    const login = Buffer.from(`build:${other.token}`).toString('base64');
    const socket = connect(other.way.socket);
    open.push({ close: () => socket.destroy() });
    socket.write(`GET ${server}/a HTTP/1.1\r\nHost: a\r\nProxy-Authorization: Basic ${login}\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 200 /);
  });

  it('end with their build, and so does its entrance', async () => {
    const session = await opened();
    expect(existsSync(session.way.socket)).toBe(true);
    session.close();
    await eventually(() => expect(existsSync(session.way.socket)).toBe(false));
  });

  it('that do not log in are 256', async () => {
    const { counts } = await countOf(await opened(), () => 'GET ');
    await eventually(() => expect(counts()).toEqual({ answered: 0, closed: 44 }));
  });
});

async function opened(
  settings: BuildProxySettings = {},
  variables: Record<string, string> = {},
  allowed = '127.0.0.0/8',
): Promise<ProxySession> {
  const proxy = new BuildProxy(new NetworkPolicy({ PACKYARD_ALLOW_PRIVATE_NETWORKS: allowed }), settings);
  proxies.push(proxy);
  return proxy.open(variables);
}

/** The origin of a server. */
async function serve(scheme: 'http' | 'https', answer: RequestListener): Promise<string> {
  const options = { cert: pair.cert, key: pair.private };
  const server = scheme === 'http' ? createServer(answer) : createTlsServer(options, answer);
  const listening: LoopbackServer = await listenOnLoopback(server);
  open.push({
    close: () => {
      const closing = listening.close();
      server.closeAllConnections();
      return closing;
    },
  });
  return `${scheme}://127.0.0.1:${listening.port}`;
}

/** A proxy of the operator that answers everything by itself. */
function proxyTo(answer: RequestListener): Promise<string> {
  return serve('http', answer);
}

async function accepting(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createPort((socket) => {
    sockets.add(socket.on('error', () => undefined).resume());
    onConnection(socket);
  });
  const listening = await listenOnLoopback(server);
  open.push({
    close: () => {
      for (const socket of sockets) socket.destroy();
      return listening.close();
    },
  });
  return listening.port;
}

interface Asked {
  method?: 'POST' | 'PUT' | 'DELETE' | 'PATCH';
  body?: string;
  headers?: Record<string, string>;
  headersTimeout?: number;
}

/** As a tool asks: in the clear by the whole URL, encrypted through a tunnel. Answers status and body. */
async function ask(session: ProxySession, url: string, asked: Asked = {}): Promise<[number, string]> {
  const dispatcher = new ProxyAgent({
    uri: session.route['HTTP_PROXY'] ?? '',
    proxyTunnel: url.startsWith('https:'),
    requestTls: { ca: session.trusted },
  });
  try {
    const { statusCode, body } = await request(url, { dispatcher, ...asked });
    return [statusCode, await body.text()];
  } finally {
    await dispatcher.destroy();
  }
}

async function refusal(session: ProxySession, url: string, status: 403 | 502 = 403): Promise<void> {
  const told = await ask(session, url).catch(
    (error: unknown) => `${(error as Error).message} ${String((error as Error).cause)}`,
  );
  expect(String(told)).toMatch(new RegExp(`\\b${status}\\b`));
}
