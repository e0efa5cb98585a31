import 'reflect-metadata';
import { All, Controller, Module, Req, UnauthorizedException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { limitRate, WINDOW_MS } from './limit-rate';
import { SharedCounts } from './shared-counts';

const limits = { PACKYARD_RATE_LIMIT_LOGINS: 2, PACKYARD_RATE_LIMIT_WRITES: 3, PACKYARD_RATE_LIMIT_READS: 4 };
const noOthers = { listen: () => undefined, notify: () => Promise.resolve() };

@Controller()
class Anything {
  /** The session that was revoked; none at first. */
  ended = ' revoked';

  /** As the guard does it: the tokens that begin with `good` open everything. */
  @All('things')
  open(@Req() request: FastifyRequest) {
    const [, id] = /^Bearer good-?(\d*)/.exec(request.headers.authorization ?? '') ?? [];
    if (id !== undefined) request.principal = { kind: 'token', id: Number(id), name: 'good' };
    if (request.headers.authorization?.endsWith(this.ended) === true) {
      request.principal = undefined;
      request.isTokenUnknown = true;
      throw new UnauthorizedException();
    }
    return {};
  }

  @All('refused')
  refuse() {
    throw new UnauthorizedException();
  }

  @All(['health', 'health/live', 'health/ready', 'healthy', 'auth/login', 'v2/users', 'v2/*'])
  anybody() {
    return {};
  }
}

@Module({
  controllers: [Anything],
  providers: [{ provide: SharedCounts, useFactory: () => new SharedCounts(noOthers, WINDOW_MS) }],
})
class Gateway {}

describe('limitRate', () => {
  let app: NestFastifyApplication;

  beforeEach(async () => {
    jest.useFakeTimers({ now: 7 * WINDOW_MS, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'setTimeout'] });
    const adapter = new FastifyAdapter({ trustProxy: ['10.0.0.0/8'] });
    app = await NestFactory.create<NestFastifyApplication>(Gateway, adapter, { logger: false });
    await limitRate(app, limits);
    await app.init();
  });
  afterEach(async () => {
    jest.useRealTimers();
    await app.close();
  });

  it.each([
    ['reads', 'GET', '/things', 4, 'READS'],
    ['what is not there', 'GET', '/nowhere', 4, 'READS'],
    ['writes', 'POST', '/things', 3, 'WRITES'],
    ['logins', 'POST', '/auth/login', 2, 'LOGINS'],
    ['those who come back from a provider', 'GET', '/auth/oidc/callback', 2, 'LOGINS'],
    ['logins in disguise', 'POST', '/auth/%6cog%69n?x=1', 2, 'LOGINS'],
  ] as const)('counts %s by themselves', async (_what, method, url, most, variable) => {
    for (let i = 0; i < most; i += 1) expect((await send({ method, url })).statusCode).not.toBe(429);
    const refused = await send({ method, url });
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '60']);
    expect(refused.json()).toMatchObject({
      code: 'RATE_LIMITED',
      hint: `Try again in 60 seconds, or raise PACKYARD_RATE_LIMIT_${variable}.`,
    });
    const others = { GET: ['POST', '/things'], POST: ['GET', '/things'] } as const;
    const [otherMethod, otherUrl] = others[method];
    expect((await send({ method: otherMethod, url: otherUrl })).statusCode).toBeLessThan(300);
    jest.setSystemTime(8 * WINDOW_MS);
    expect((await send({ method, url })).statusCode).not.toBe(429);
  });

  it("counts logins of Gort's client as such, although one route answers all that it sends", async () => {
    for (let i = 0; i < 2; i += 1) await send({ method: 'POST', url: '/v2/authenticate' });
    const refused = await send({ method: 'POST', url: '/v2/authenticate' });
    expect([refused.statusCode, refused.body]).toEqual([429, 'More than 2 logins came in a minute.\n']);
    expect((await send({ method: 'POST', url: '/v2/users' })).statusCode).toBe(200);
  });

  it('never counts health checks, exactly those', async () => {
    for (const url of ['/health', '/health/live', '/health/ready?x=1']) {
      for (let i = 0; i < 10; i += 1) expect((await send({ url })).statusCode).toBe(200);
    }
    for (let i = 0; i < 4; i += 1) await send({ url: '/healthy' });
    expect((await send({ url: '/healthy' })).statusCode).toBe(429);
    expect((await send({ url: '/health' })).statusCode).toBe(200);
  });

  it('counts a token that has opened something by itself, wherever it comes from', async () => {
    for (const token of ['good 1', 'good 2']) await send({ token });
    for (const token of ['good 1', 'good 2']) {
      for (let i = 0; i < 4; i += 1) expect((await send({ token })).statusCode).toBe(200);
      expect((await send({ token, address: '192.0.2.77' })).statusCode).toBe(429);
    }
    expect((await send({})).statusCode).toBe(200);
  });

  it('counts sessions as what began them', async () => {
    for (const session of ['good 1 a', 'good 1 b', 'good 1 c']) await send({ token: session });
    expect((await send({ token: 'good 1 a' })).statusCode).toBe(200);
    for (const session of ['good 1 b', 'good 1 c', 'good 1 a']) {
      expect((await send({ token: session })).statusCode).toBe(200);
    }
    expect((await send({ token: 'good 1 b' })).statusCode).toBe(429);
  });

  it('counts a session that was ended by the address: who has stolen it shuts nobody out', async () => {
    for (const token of ['good 1 mine', 'good 1 stolen']) await send({ token });
    app.get(Anything).ended = 'stolen';
    for (let i = 0; i < 9; i += 1) await send({ token: 'good 1 stolen', address: '192.0.2.66' });
    expect((await send({ token: 'good 1 stolen', address: '192.0.2.66' })).statusCode).toBe(429);
    for (let i = 0; i < 3; i += 1) expect((await send({ token: 'good 1 mine' })).statusCode).toBe(200);
    expect((await send({ token: 'good 1 mine' })).statusCode).toBe(429);
  });

  it('counts a token as before when something else of a request is refused', async () => {
    for (let i = 0; i < 5; i += 1) await send({ token: 'good 1' });
    await send({ method: 'POST', url: '/refused', token: 'good 1' });
    expect((await send({ token: 'good 1', address: '192.0.2.66' })).statusCode).toBe(429);
  });

  it('counts tokens that are made up by the address', async () => {
    for (let i = 0; i < 4; i += 1) expect((await send({ token: `made up ${i}` })).statusCode).toBe(200);
    expect((await send({ token: 'made up 4' })).statusCode).toBe(429);
    expect((await send({ token: 'made up 5', address: '192.0.2.2' })).statusCode).toBe(200);
  });

  it('counts logins by the address, whatever token they bring', async () => {
    for (let i = 0; i < 3; i += 1) await send({ token: 'good' });
    const login = { method: 'POST', url: '/auth/login', token: 'good' } as const;
    expect([(await send(login)).statusCode, (await send(login)).statusCode]).toEqual([200, 200]);
    expect((await send(login)).statusCode).toBe(429);
  });

  it('counts a network of IPv6 as one address', async () => {
    for (let i = 0; i < 4; i += 1) await send({ address: `2001:db8:1:2::${i}` });
    expect((await send({ address: '2001:db8:1:2:ffff::1' })).statusCode).toBe(429);
    expect((await send({ address: '2001:db8:1:3::1' })).statusCode).toBe(200);
  });

  it('believes proxies that are trusted, and nobody else', async () => {
    const behind = (client: string, address: string) => send({ address, headers: { 'x-forwarded-for': client } });
    for (let i = 0; i < 6; i += 1) expect((await behind(`192.0.2.${i}`, '10.0.0.7')).statusCode).toBe(200);
    for (let i = 0; i < 4; i += 1) await behind(`192.0.2.${i}`, '203.0.113.1');
    expect((await behind('192.0.2.9', '203.0.113.1')).statusCode).toBe(429);
  });

  it("answers on Gort's routes in plain text", async () => {
    for (let i = 0; i < 4; i += 1) await send({ url: '/v2/users' });
    const refused = await send({ url: '/v2/users' });
    expect([refused.statusCode, refused.headers['content-type'], refused.body]).toEqual([
      429,
      'text/plain; charset=utf-8',
      'More than 4 reads came in a minute.\n',
    ]);
  });

  interface Sent {
    method?: 'GET' | 'POST';
    url?: string;
    token?: string;
    address?: string;
    headers?: Record<string, string>;
  }

  function send({ method = 'GET', url = '/things', token, address = '192.0.2.1', headers = {} }: Sent) {
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token.replaceAll(' ', '-')}` };
    return app.inject({ method, url, remoteAddress: address, headers: { ...headers, ...authorization } });
  }
});
