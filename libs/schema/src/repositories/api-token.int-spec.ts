import { randomBytes } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@packyard/testing';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../data-source';
import { ApiTokenRepository } from './api-token.repository';

const ROUNDS = 30;

describe('a token that is put in the place of another', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let tokens: ApiTokenRepository;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(database.url).initialize();
    tokens = new ApiTokenRepository(dataSource);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const secret = () => randomBytes(32).toString('hex');
  const usable = async (asked: string[]) =>
    (await Promise.all(asked.map((token) => tokens.findUsable(token)))).filter((token) => token !== undefined);

  it.each([
    ['the same one', (token: string) => [token, token, token, token]],
    ['each another one', () => [secret(), secret(), secret(), secret()]],
  ])('may be put by several gateways at once: %s', async (_what, given) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [name, asked] = [`admin-${round}-${secret()}`, given(secret())];
      await Promise.all(asked.map((token) => tokens.put(name, 'admin', token)));
      expect(await usable([...new Set(asked)])).toHaveLength(1);
    }
  });
});
