import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type Actor, PackyardError, TOKEN_SCOPES, type TokenLimits, type TokenScope } from '@packyard/contracts';
import { ApiTokenRepository, PersonRepository, SchemaModule } from '@packyard/schema';
import { StoreModule } from '@packyard/store';
import { createTestDatabase, scaledRuns, temporaryFolder, type TestDatabase } from '@packyard/testing';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { AdminToken } from '../admin-token';
import { Authenticator } from '../authenticator';
import { SessionsService } from '../logins/sessions.service';
import { LoginAttempts } from '../logins/login-attempts';
import { AuditAggregator } from '../audit-aggregator';
import { TokensService } from './tokens.service';

const boss: Actor = { kind: 'token', id: 1, name: 'admin' };
const ADA = { issuer: 'https://login.example.org', subject: 'ada', name: 'ada' };
const LIMITS: readonly (TokenLimits | null)[] = [null, { packs: ['slack'] }, { own_executions: true }];

const scope = fc.constantFrom(...TOKEN_SCOPES);
const MAY: Readonly<Record<TokenScope, readonly TokenScope[]>> = {
  agent: ['agent'],
  read: ['read'],
  install: ['agent', 'read', 'install'],
  admin: ['agent', 'read', 'install', 'admin'],
};
const which = fc.nat(20);
const step = fc.oneof(
  fc.record({ does: fc.constant('create' as const), scope, limits: fc.constantFrom(...LIMITS) }),
  fc.record({ does: fc.constantFrom('revoke' as const, 'remove' as const), which }),
  fc.record({ does: fc.constantFrom('log in' as const, 'refresh' as const, 'log out' as const), which }),
  fc.record({ does: fc.constantFrom('an hour passes' as const, 'its time is over' as const), which }),
  fc.record({ does: fc.constant('sign on' as const), scope }),
  fc.record({ does: fc.constantFrom('shut out' as const, 'revoke ada' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer Each> ? Each : never;

/** Who began it: a token or ada. */
interface Origin {
  id: number;
  scope: TokenScope;
  limits: TokenLimits | null;
  isUsable: boolean;
  secret: string | undefined;
}

interface Session {
  origin: Origin;
  access: string[];
  /** How many of these have expired, the oldest ones. */
  expired: number;
  refresh: string[];
  hasEnded: boolean;
}

describe('tokens, sessions and persons in any order', () => {
  const home = temporaryFolder();
  let database: TestDatabase;
  let app: INestApplicationContext;

  @Module({})
  class Access {}

  beforeAll(async () => {
    database = await createTestDatabase();
    const providers = [
      TokensService,
      SessionsService,
      Authenticator,
      { provide: LoginAttempts, useValue: new LoginAttempts() },
      AuditAggregator,
    ];
    const admin = { provide: AdminToken, useValue: new AdminToken('the-admin-token-of-this-test') };
    const imports = [SchemaModule.forRoot(database.url), StoreModule.forRoot(home)];
    const module = { module: Access, imports, providers: [...providers, admin] };
    app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  it('open what whoever began them may do, as long as that one may, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 20 }), async (steps) => {
        await database.query('TRUNCATE api_token CASCADE');
        const run = new Run(app);
        for (const one of steps) {
          await run.take(one);
          await run.compare(one);
        }
      }),
      { numRuns: scaledRuns(100) },
    );
  });
});

/** What was done so far, and what should come of it. */
class Run {
  private readonly origins: Origin[] = [];
  private readonly sessions: Session[] = [];
  private ada: Origin | undefined;
  private names = 0;

  constructor(private readonly app: INestApplicationContext) {}

  async take(one: Step): Promise<void> {
    switch (one.does) {
      case 'create':
        return this.create(one.scope, ['agent', 'admin'].includes(one.scope) ? null : one.limits);
      case 'revoke':
      case 'remove':
        return this.end(this.origins[one.which], one.does);
      case 'log in':
        return this.logIn(this.origins[one.which]);
      case 'refresh':
        return this.refresh(this.sessions[one.which]);
      case 'log out':
        return this.logOut(this.sessions[one.which]);
      case 'an hour passes':
      case 'its time is over':
        return this.wait(this.sessions[one.which], one.does);
      case 'sign on':
        return this.signOn(one.scope);
      case 'shut out':
      case 'revoke ada':
        return this.shutOut(one.does);
    }
  }

  /** Every secret that there ever was, against every scope, at the beginning of a request and later on. */
  async compare(one: Step): Promise<void> {
    const ways = TOKEN_SCOPES.flatMap((needed) => [false, true].map((isUnderWay) => ({ needed, isUnderWay })));
    const authenticator = this.app.get(Authenticator);
    for (const { needed, isUnderWay } of ways) {
      for (const [secret, origin, isOpen] of this.secrets(isUnderWay)) {
        const asked = { needed, isUnderWay, address: '192.0.2.1', route: 'GET /test' };
        const caller = await authenticator.authenticate(`Bearer ${secret}`, asked).catch((error: unknown) => {
          if (error instanceof PackyardError) return undefined;
          throw error;
        });
        const may = isOpen && MAY[origin.scope].includes(needed);
        const expected = may ? [origin.scope, origin.limits, origin.id] : undefined;
        const found = caller && [caller.scope, caller.limits, caller.actor.id];
        expect([one, needed, isUnderWay, found]).toEqual([one, needed, isUnderWay, expected]);
      }
    }
  }

  private secrets(isUnderWay: boolean): [string, Origin, boolean][] {
    const ofTokens = this.origins.flatMap((origin): [string, Origin, boolean][] =>
      origin.secret === undefined ? [] : [[origin.secret, origin, origin.isUsable]],
    );
    const ofSessions = this.sessions.flatMap((session): [string, Origin, boolean][] => {
      const { origin, access, expired, refresh } = session;
      const isOpen = (at: number) => origin.isUsable && !session.hasEnded && (isUnderWay || at >= expired);
      return [
        ...access.map((token, at): [string, Origin, boolean] => [token, origin, isOpen(at)]),
        ...refresh.map((token): [string, Origin, boolean] => [token, origin, false]),
      ];
    });
    return [...ofTokens, ...ofSessions];
  }

  private async create(wanted: TokenScope, limits: TokenLimits | null): Promise<void> {
    this.names += 1;
    const asked = { name: `token ${this.names}`, scope: wanted, limits, createdBy: boss, expiresAt: null };
    const { token: secret, row } = await this.app.get(TokensService).create(asked);
    this.origins.push({ id: row.id, scope: wanted, limits, isUsable: true, secret });
  }

  private async end(origin: Origin | undefined, how: 'revoke' | 'remove'): Promise<void> {
    if (origin === undefined) return;
    const done = this.app.get(TokensService)[how](String(origin.id), boss);
    await done.catch((error: unknown) => expect(error).toMatchObject({ code: 'TOKEN_NOT_FOUND' }));
    origin.isUsable = false;
  }

  private async logIn(origin: Origin | undefined): Promise<void> {
    if (origin?.secret === undefined) return;
    const begun = this.app.get(SessionsService).begin(origin.secret, { address: '192.0.2.1' });
    if (!origin.isUsable) return expect(begun).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    this.keep(origin, await begun);
  }

  private async refresh(session: Session | undefined): Promise<void> {
    const last = session?.refresh.at(-1);
    if (session === undefined || last === undefined) return;
    const refreshed = this.app.get(SessionsService).refresh(last, '192.0.2.1');
    if (session.hasEnded || !session.origin.isUsable) {
      return expect(refreshed).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    }
    const { access_token: access, refresh_token: token } = await refreshed;
    session.access.push(access);
    session.refresh.push(token);
  }

  private async logOut(session: Session | undefined): Promise<void> {
    const [access] = session?.access ?? [];
    if (session === undefined || access === undefined) return;
    const row = await this.app.get(ApiTokenRepository).findUsable(access, { isUnderWay: true });
    expect(row !== undefined).toBe(session.origin.isUsable && !session.hasEnded);
    if (row === undefined) return;
    await this.app.get(SessionsService).end(row.id, boss);
    session.hasEnded = true;
  }

  /** Its access tokens expire after an hour, and it ends at some time however often it is refreshed. */
  private async wait(session: Session | undefined, what: 'an hour passes' | 'its time is over'): Promise<void> {
    if (session === undefined) return;
    const isOver = what === 'its time is over';
    const past = `now() - interval '1 second'`;
    const change = isOver
      ? `expires_at = ${past}, session_ends_at = ${past}`
      : `expires_at = CASE kind WHEN 'access' THEN ${past} ELSE expires_at END`;
    const ofSession = '(SELECT session FROM api_token WHERE hash = $1)';
    const hash = createHash('sha256')
      .update(session.access[0] ?? '')
      .digest();
    await this.app.get(DataSource).query(`UPDATE api_token SET ${change} WHERE session = ${ofSession}`, [hash]);
    session.expired = session.access.length;
    session.hasEnded ||= isOver;
  }

  private async signOn(wanted: TokenScope): Promise<void> {
    const put = { ...ADA, scope: wanted };
    const { now } = await this.app.get(DataSource).transaction((each) => this.app.get(PersonRepository).put(each, put));
    const { id } = now;
    this.ada ??= { id, scope: wanted, limits: null, isUsable: true, secret: undefined };
    expect(this.ada.id).toBe(id);
    Object.assign(this.ada, { scope: wanted, isUsable: true });
    const row = await this.app.get(ApiTokenRepository).find(id);
    const asked = { session: crypto.randomUUID(), lifeSeconds: 3600, address: '192.0.2.1' };
    if (row === null) throw new Error('Ada is not there');
    // Each sign-on is good for one session, however often and fast it comes.
    const tried = await Promise.all([1, 2, 3].map(() => this.app.get(SessionsService).beginFor(row, asked)));
    const [begun, ...more] = tried.filter((one) => one !== undefined);
    if (begun === undefined || more.length > 0)
      throw new Error(`${tried.length} tries began ${more.length + 1} sessions`);
    this.keep(this.ada, begun);
  }

  private async shutOut(how: 'shut out' | 'revoke ada'): Promise<void> {
    if (this.ada === undefined) return;
    const { id } = this.ada;
    if (how === 'revoke ada') await this.app.get(TokensService).revoke(String(id), boss);
    else await this.app.get(DataSource).transaction((each) => this.app.get(PersonRepository).shutOut(each, ADA));
    this.ada.isUsable = false;
    // For good, also when she signs on again.
    for (const session of this.sessions) session.hasEnded ||= session.origin === this.ada;
  }

  private keep(origin: Origin, { access_token: access, refresh_token: token }: Tokens): void {
    this.sessions.push({ origin, access: [access], expired: 0, refresh: [token], hasEnded: false });
  }
}

interface Tokens {
  access_token: string;
  refresh_token: string;
}
