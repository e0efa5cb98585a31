import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ApiTokenRepository, KeptContentRepository, RolloutRepository, SchemaModule } from '@packyard/schema';
import { createTestDatabase, type TestDatabase } from '@packyard/testing';
import { DataSource } from 'typeorm';
import { RolloutProgress } from './rollout-progress';

const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`;
const environment = (content: string) => ({ runtime: 'python', fingerprint: '', path: '', platform: null, content });
const pack = (content: string, more: object[] = []) => ({ ref: 'slack', content, environments: more });

@Module({})
class Rollouts {}

describe('what is due in a rollout', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let dataSource: DataSource;
  let rollouts: RolloutRepository;
  let progress: RolloutProgress;

  beforeAll(async () => {
    database = await createTestDatabase();
    const module = { module: Rollouts, imports: [SchemaModule.forRoot(database.url)], providers: [RolloutProgress] };
    app = await NestFactory.createApplicationContext(module, { logger: false });
    [dataSource, rollouts, progress] = [app.get(DataSource), app.get(RolloutRepository), app.get(RolloutProgress)];
    await database.query(
      `INSERT INTO node (name, activity, failures, platform, version, principal, principal_kind)
       SELECT 'node-' || n, 'in_step', '[]', '', '', 'runners', 'token' FROM generate_series(1, 20) n`,
    );
    await database.query(`UPDATE rollout_policy SET steps = '{3,50%}'`);
    await database.query(`INSERT INTO rollout (generation, packs, status) VALUES (0, $1, 'complete')`, [
      JSON.stringify([pack(digestOf('a'), [environment(digestOf('b'))])]),
    ]);
    await database.query(`INSERT INTO generation (id, reason, actor) VALUES (1, 'enabled slack 2.0.0', 'ada')`);
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  const told = async () => (await rollouts.toldStates())?.told;

  it('is done once, however many gateways look at the same time', async () => {
    const gateways = Array.from({ length: 8 }, () =>
      dataSource.transaction((transaction) => progress.advance(transaction, { looksForNew: true })),
    );
    expect(await Promise.all(gateways)).toEqual(Array(8).fill(true));
    expect(await told()).toHaveLength(3);
    const begun = await database.query(`SELECT subject FROM audit_event WHERE action = 'rollout.begin'`);
    expect(begun).toEqual([{ subject: 'generation 1' }]);
  });

  it('keeps the content of the generation before until all were told', async () => {
    const kept = app.get(KeptContentRepository);
    expect(await kept.all()).toEqual(new Set([digestOf('a'), digestOf('b')]));
    expect(await kept.isNamed(digestOf('b'))).toBe(true);
    await dataSource.transaction((transaction) => rollouts.complete(transaction));
    expect(await kept.all()).toEqual(new Set());
    expect(await told()).toEqual([]);
  });

  it('is held up by no node whose token is revoked', async () => {
    await app.get(ApiTokenRepository).put('taken over', 'agent', 'the secret of a machine');
    await database.query(
      `INSERT INTO node (name, activity, failures, platform, version, principal, principal_kind, principal_id)
       SELECT made, 'failed', '[]', '', '', name, 'token', id FROM api_token, (VALUES ('0-made-up'), ('1-made-up')) v (made)`,
    );
    await database.query(`UPDATE rollout_policy SET steps = '{3,50%}'`);
    await database.query(`INSERT INTO generation (id, reason, actor) VALUES (2, 'enabled slack 3.0.0', 'ada')`);
    const advance = () => dataSource.transaction((transaction) => progress.advance(transaction, { looksForNew: true }));
    const isOver = () => database.query(`UPDATE rollout SET step_started_at = now() - interval '1 hour'`);
    await advance();
    // The first of each token before the others.
    expect(new Set(await told())).toEqual(new Set(['0-made-up', 'node-1', '1-made-up']));
    await database.query(`UPDATE node SET generation = 2 WHERE told_generation = 2 AND name LIKE 'node-%'`);
    await database.query('UPDATE api_token SET revoked_at = now()');
    await isOver();
    expect(await advance()).toBe(true);
    expect((await told())?.length).toBeGreaterThan(3);
    expect(await rollouts.find()).toMatchObject({ status: 'running', step: 2 });
  });
});
