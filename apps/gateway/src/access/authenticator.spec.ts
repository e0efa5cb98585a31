import Fastify, { type FastifyRequest } from 'fastify';
import { challenge } from '../http/errors/authentication-challenge';
import { isPrivate } from '../http/tls/is-private';
import { Authenticator } from './authenticator';
import { LoginAttempts } from './logins/login-attempts';

const TOKEN = 'pky_right';
const basic = (token: string) => `Basic ${Buffer.from(`any:${token}`).toString('base64')}`;
const asked = { needed: 'read', address: '192.0.2.7', route: 'GET /queues', isPrivate: true } as const;

function newAuthenticator() {
  const found = {
    id: 1,
    kind: 'token',
    name: 'ci',
    scope: 'read',
    limits: null,
    accountId: null,
    issuer: null,
    lastUsedAt: null,
  };
  const tokens = {
    findUsable: jest.fn((token: string) => Promise.resolve(token === TOKEN ? found : undefined)),
    markUsed: () => Promise.resolve(),
  };
  const noted: { action: string; subject: string }[] = [];
  const auditAggregator = { note: (one: { action: string; subject: string }) => noted.push(one) };
  const attempts = new LoginAttempts();
  const authenticator = new Authenticator(
    tokens as never,
    {} as never,
    {} as never,
    auditAggregator as never,
    attempts,
  );
  return { authenticator, tokens, noted, attempts };
}

describe('a token that comes as the password of a browser', () => {
  it('opens what it opens otherwise, however often', async () => {
    const { authenticator, attempts } = newAuthenticator();
    const all = Array.from({ length: 30 }, () => authenticator.authenticate(basic(TOKEN), asked));
    expect((await Promise.all(all)).map(({ actor }) => actor.name)).toEqual(Array.from({ length: 30 }, () => 'ci'));
    expect(() => attempts.begin({ address: asked.address, account: 'token ci' })).not.toThrow();
  });

  it('is a failed login when it is wrong: in the audit, and no more than ten a minute, together with all others', async () => {
    const { authenticator, tokens, noted, attempts } = newAuthenticator();
    attempts.begin({ address: asked.address, account: 'token of /auth/login' });
    for (let count = 1; count < 10; count += 1) {
      await expect(authenticator.authenticate(basic(`wrong ${count}`), asked)).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
      });
    }
    expect(noted.filter(({ action }) => action === 'login.fail')).toHaveLength(9);
    expect(noted[0]).toMatchObject({ action: 'login.fail', subject: 'token unknown' });
    tokens.findUsable.mockClear();
    for (const token of ['wrong again', TOKEN]) {
      await expect(authenticator.authenticate(basic(token), asked)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    }
    expect(tokens.findUsable).not.toHaveBeenCalled();
    expect(() => attempts.begin({ address: asked.address, account: 'token ci' })).toThrow('failed within a minute');
    await expect(authenticator.authenticate(`Bearer ${TOKEN}`, asked)).resolves.toMatchObject({ scope: 'read' });
  });

  it('is not taken where others could have read it, and not looked at', async () => {
    const { authenticator, tokens } = newAuthenticator();
    const { needed, address, route } = asked;
    await expect(authenticator.authenticate(basic(TOKEN), { needed, address, route })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      hint: expect.stringContaining('PACKYARD_TLS_CERT_FILE') as string,
    });
    expect(tokens.findUsable).not.toHaveBeenCalled();
  });
});

describe('what others on the network can read', () => {
  const proxied = { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https' };

  it.each([
    ['plain HTTP on one machine', { remoteAddress: '127.0.0.1' }, 'Basic realm="packyard", charset="UTF-8"'],
    ['the same by IPv6', { remoteAddress: '::1' }, 'Basic realm="packyard", charset="UTF-8"'],
    ['plain HTTP from elsewhere', { remoteAddress: '192.0.2.7' }, 'Bearer realm="packyard"'],
    ['what a stranger calls HTTPS', { remoteAddress: '192.0.2.8', headers: proxied }, 'Bearer realm="packyard"'],
    [
      'HTTPS of a trusted proxy',
      { remoteAddress: '192.0.2.1', headers: proxied },
      'Basic realm="packyard", charset="UTF-8"',
    ],
    [
      'plain HTTP before a trusted proxy',
      { remoteAddress: '192.0.2.1', headers: { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'http' } },
      'Bearer realm="packyard"',
    ],
    [
      'plain HTTP before a trusted proxy on this machine',
      { remoteAddress: '127.0.0.1', headers: { 'x-forwarded-for': '192.0.2.7' } },
      'Bearer realm="packyard"',
    ],
  ])('is where no browser is asked for a password: %s', async (_what, sent, expected) => {
    const server = Fastify({ trustProxy: ['192.0.2.1', '127.0.0.1'] });
    server.get('/', (request: FastifyRequest, reply) => {
      challenge(request, reply);
      return { isPrivate: isPrivate(request) };
    });
    const { headers, body } = await server.inject({ url: '/', ...sent });
    expect([headers['www-authenticate'], JSON.parse(body)]).toEqual([
      expected,
      { isPrivate: expected.startsWith('Basic') },
    ]);
    await server.close();
  });
});
