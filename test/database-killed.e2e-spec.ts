import { existsSync, mkdirSync, readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { aPack, eventually, scaledRuns, temporaryFolder } from '@packyard/testing';
import { Client } from 'pg';
import { KillablePostgres } from './support/killable-postgres';
import { Service } from './support/service';
import { VersionActor } from './support/version-actor';
import { apply, enabledContent, type ModelState, NOTHING } from './support/version-model';
import { randomOf, randomOperations } from './support/version-operations';
import { sorted, VersionWitness } from './support/version-witness';

const folder = temporaryFolder();
let postgres: KillablePostgres;

describe('while PostgreSQL is killed the hard way', () => {
  beforeAll(async () => {
    mkdirSync(`${folder}/database`);
    postgres = await KillablePostgres.start(`${folder}/database`);
  });
  // Before its folder is removed.
  afterAll(() => postgres.stop());

  const seed = Number(process.env['PACKYARD_TEST_SEED'] ?? Date.now() % 1_000_000);

  it(`what was answered lasts, and links follow the database, in ${scaledRuns(100)} changes (seed ${seed})`, async () => {
    const random = randomOf(seed);
    const actor = new VersionActor();
    await actor.open(postgres.url, `${folder}/versions`);
    let state: ModelState = NOTHING;
    try {
      for (const operation of randomOperations(random, scaledRuns(100))) {
        const answered = actor.tell(operation);
        await delay(random() * 40);
        await postgres.kill();
        const answer = await answered;
        await postgres.restart();
        await actor.open(postgres.url, `${folder}/versions`);
        state = await stateAfter(state, {
          done: apply(state, operation),
          isSure: answer !== undefined && 'result' in answer,
        });
      }
    } finally {
      await actor.kill();
    }
  }, 600_000);

  /** Whatever was not answered has happened as a whole, or not at all. */
  async function stateAfter(
    before: ModelState,
    { done, isSure }: { done: ModelState | string; isSure: boolean },
  ): Promise<ModelState> {
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    try {
      const witness = new VersionWitness(client, `${folder}/versions`);
      const isDone =
        typeof done !== 'string' &&
        (await witness.currentGeneration()) === done.generations.length - 1 &&
        JSON.stringify(await witness.installed()) === JSON.stringify(sorted(done.installed));
      if (isSure) expect(isDone).toBe(true);
      const state = isDone && typeof done !== 'string' ? done : before;
      expect(await witness.installed()).toEqual(sorted(state.installed));
      expect(await witness.enabled()).toEqual(enabledContent(state));
      expect(witness.reachable()).toEqual(enabledContent(state));
      expect(await witness.strays()).toEqual([]);
      return state;
    } finally {
      await client.end();
    }
  }

  it(`every execution ends as it should, with ${scaledRuns(30)} kills`, async () => {
    await postgres.query('TRUNCATE pack, generation_change, execution, environment CASCADE');
    const home = `${folder}/home`;
    const service = new Service({
      home,
      databaseUrl: postgres.url,
      layout: 'processes',
      environment: { PACKYARD_LOCAL_ROOTS: folder, PACKYARD_MAX_ATTEMPTS: '50' },
    });
    await service.start();
    const random = randomOf(seed);
    const ids: number[] = [];
    try {
      for (let kill = 0; kill < scaledRuns(30); kill += 1) {
        const refs = ['first', 'second'].map((name) => `${name}-${kill}`);
        const sources = refs.map((ref) => aPack(ref).writeTo(`${folder}/${ref}`));
        ids.push((await service.submit(sources, { atomic: random() < 0.5 })).id);
        await delay(random() * 1000);
        await postgres.kill();
        await postgres.restart();
        await eventually(async () => expect((await service.request('/health/ready')).status).toBe(200), 30_000);
      }
      for (const id of ids) expect((await service.ended(id, 120_000)).status).toBe('completed');
      for (let kill = 0; kill < scaledRuns(30); kill += 1) {
        for (const ref of [`first-${kill}`, `second-${kill}`]) {
          expect(readlinkSync(`${home}/packs/${ref}`)).toContain(`store/packs/${ref}/1.0.0-`);
          expect(existsSync(`${home}/packs/${ref}/pack.yaml`)).toBe(true);
        }
      }
      expect(await postgres.query("SELECT FROM task WHERE status IN ('pending', 'running')")).toEqual([]);
      await eventually(() => expect(readdirSync(`${home}/staging`)).toEqual([]), 30_000);
    } finally {
      await service.stop();
    }
  }, 600_000);
});
