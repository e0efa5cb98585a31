import { aPack, eventually } from '@packyard/testing';
import { PgBouncer, pgBouncerProblem } from './support/pg-bouncer';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const problem = pgBouncerProblem();
if (problem !== undefined) console.warn(`PgBouncer is not tried: ${problem}`);

// By session each connection of the service has one of its own; by transaction all of them get on with a few.
const MODES = [
  { mode: 'session', sessions: 60 },
  { mode: 'transaction', sessions: 5 },
] as const;

(problem === undefined ? describe : describe.skip).each(MODES)('a service behind PgBouncer, by $mode', (options) => {
  const fixture = new TestFixture();
  let pooler: PgBouncer;
  let service: Service;

  beforeAll(async () => {
    fixture.addToIndex();
    pooler = await PgBouncer.start(fixture.path('pgbouncer'), fixture.database.url, options);
    const environment = { PACKYARD_DATABASE_DIRECT_URL: fixture.database.url };
    service = await fixture.start({ layout: 'processes', databaseUrl: pooler.url, environment });
  });
  afterAll(() => pooler.stop());

  const pack = (ref: string, version = '1.0.0') =>
    aPack(ref)
      .version(version)
      .withPython('sunrise==1.0.0')
      .writeTo(fixture.path(`${ref}-${version}`));
  const states = (sql: string) => fixture.database.query<{ count: number }>(sql);

  it('installs packs side by side', async () => {
    const sources = ['one', 'two', 'three', 'four'].map((ref) => pack(ref));
    const ended = await Promise.all(sources.map((source) => service.install([source])));
    expect(ended.map(({ status, packs }) => [status, packs[0]?.error])).toEqual(sources.map(() => ['completed', null]));
  });

  it('tells those who wait at once: notifications come through', async () => {
    const wanted = async (query = '') => {
      const answer = await service.request(`/api/v1/nodes/wanted${query}`);
      expect(answer.status).toBe(200);
      return ((await answer.json()) as { data: { state: string } }).data.state;
    };
    const before = await wanted();
    const next = wanted(`?after=${before}&wait=50`);
    await service.install([pack('five')]);
    expect(await next).not.toBe(before);
  });

  it('gives the task of a worker that was killed to another one: one at a time sweeps', async () => {
    const { id } = await service.submit([pack('six', '2.0.0')], { force_rebuild: true });
    const isBuilding = `SELECT count(*)::integer FROM task WHERE execution_id = ${id} AND stage = 'build' AND status = 'running'`;
    await eventually(async () => expect((await states(isBuilding))[0]?.count).toBe(1));
    await service.kill('env-builder');
    service.spawn('env-builder');
    expect(await service.ended(id)).toMatchObject({ status: 'completed' });
  });

  it('rotates its key, which one gateway does alone', async () => {
    const rotated = await service.request('/api/v1/secrets/rotate', { body: {} });
    expect(rotated.status).toBe(200);
  });

  it('leaves no lock in sessions that are others’ next', async () => {
    await service.stop();
    const locks = await states(
      `SELECT count(*)::integer FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
       WHERE locktype = 'advisory' AND datname = current_database()`,
    );
    expect(locks[0]?.count).toBe(0);
  });
});
