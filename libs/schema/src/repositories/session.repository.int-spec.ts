import { randomBytes, randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@packyard/testing';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../data-source';
import { ApiTokenRepository } from './api-token.repository';
import { SessionRepository, type SessionTokens } from './session.repository';

const ROUNDS = 40;

describe('a session', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let sessions: SessionRepository;
  let tokens: ApiTokenRepository;
  let parentId: number;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(database.url).initialize();
    [sessions, tokens] = [new SessionRepository(dataSource), new ApiTokenRepository(dataSource)];
    const token = randomBytes(32).toString('hex');
    await tokens.put('ci', 'install', token);
    parentId = (await tokens.findUsable(token))?.id ?? 0;
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const pair = (): SessionTokens => ({
    access: { token: randomBytes(32).toString('hex'), seconds: 60 },
    refresh: { token: randomBytes(32).toString('hex'), seconds: 600 },
  });
  const end = async ({ access }: SessionTokens) => {
    const { id } = (await tokens.findUsable(access.token)) ?? { id: 0 };
    return () => dataSource.transaction((transaction) => sessions.end(transaction, id));
  };

  it('has ended when its end is answered, also when it is refreshed at the same moment', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [first, second] = [pair(), pair()];
      const begun = { session: randomUUID(), lifeSeconds: 600, tokens: first };
      await dataSource.transaction((transaction) => sessions.begin(transaction, parentId, begun));
      const endFirst = await end(first);
      const refresh = () => sessions.refresh(first.refresh.token, second);
      const [one, other] = round % 2 === 0 ? [endFirst, refresh] : [refresh, endFirst];
      await Promise.all([one(), other()]);
      for (const { access, refresh: again } of [first, second]) {
        expect([round, await tokens.findUsable(access.token)]).toEqual([round, undefined]);
        expect([round, await sessions.refresh(again.token, pair())]).toEqual([round, 'unknown']);
      }
    }
  });

  it('outlives its access tokens: requests that began with one go on, until the session ends', async () => {
    const tokensOf = pair();
    const begun = { session: randomUUID(), lifeSeconds: 600, tokens: tokensOf };
    await dataSource.transaction((transaction) => sessions.begin(transaction, parentId, begun));
    const { token } = tokensOf.access;
    const { id } = (await tokens.findUsable(token)) ?? { id: 0 };
    const found = async () => [await tokens.findUsable(token), await tokens.findUsable(token, { isUnderWay: true })];
    await dataSource.query('UPDATE api_token SET expires_at = now() WHERE id = $1', [id]);
    expect(await found()).toEqual([undefined, expect.objectContaining({ id })]);
    // Another one begins, which forgets what has expired long ago.
    const other = { session: randomUUID(), lifeSeconds: 600, tokens: pair() };
    await dataSource.transaction((transaction) => sessions.begin(transaction, parentId, other));
    expect(await found()).toEqual([undefined, expect.objectContaining({ id })]);
    await dataSource.query('UPDATE api_token SET session_ends_at = now() WHERE id = $1', [id]);
    expect(await found()).toEqual([undefined, undefined]);
  });
});
