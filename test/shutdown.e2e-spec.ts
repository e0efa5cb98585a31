import { readdirSync } from 'node:fs';
import { eventually, scaledRuns, TcpGate } from '@packyard/testing';
import { type RedisOfRun, redisOfRun } from './support/redis-of-run';
import type { Layout, Service } from './support/service';
import { type Moment, type Standstill, standstills } from './support/stage-standstills';
import { TestFixture } from './support/test-fixture';

/** What is promised, whatever stands in the way. */
const MAX_MS = 15_000;
const MOMENTS: readonly Moment[] = ['download', 'resolve', 'build', 'register', 'commit'];
const LAYOUTS: readonly Layout[] = scaledRuns(2) === 2 ? ['processes', 'standalone'] : ['processes'];
/** In the order in which the service starts its processes; who waits for a lock of the database can't hear anything. */
const CODES = { processes: [0, 0, 0, 0, 4], standalone: [4] };
const GIVEN_BACK = ['download', 'resolve', 'build'];

function close(gate: TcpGate, fault: 'refuse' | 'silence'): void {
  if (fault === 'refuse') gate.refuse();
  else gate.silence();
}

describe.each(LAYOUTS)('asked to end (%s)', (layout) => {
  const fixture = new TestFixture();
  const make = standstills(fixture);
  let redis: RedisOfRun;
  beforeAll(async () => (redis = await redisOfRun()));
  afterAll(() => redis.stop());

  async function stop(service: Service): Promise<(number | null)[]> {
    const startedAt = Date.now();
    const codes = await service.stop();
    expect(Date.now() - startedAt).toBeLessThan(MAX_MS);
    return codes;
  }

  async function standing(service: Service, moment: Moment, ref: string): Promise<Standstill & { id: number }> {
    const standstill = await make[moment](ref);
    const { id } = await service.submit(standstill.packs, standstill.parameters);
    await eventually(() => standstill.reached());
    return { ...standstill, id };
  }

  it('in each stage, gives back what obeys, leaves what is stuck behind, and goes on after the next start', async () => {
    const service = await fixture.start({ layout });
    const all: (Standstill & { id: number })[] = [];
    for (const moment of MOMENTS) all.push(await standing(service, moment, `stopped-${layout}-${moment}`));

    expect(await stop(service)).toEqual(CODES[layout]);
    expect(service.log.join('').match(/\[Process\] SIGTERM/g)).toHaveLength(CODES[layout].length);
    const ids = all.map(({ id }) => id);
    const tasks = await fixture.database.query<{ stage: string }>(
      `SELECT stage FROM task WHERE execution_id = ANY($1) AND status = 'pending' AND lease_owner IS NULL ORDER BY id`,
      [ids],
    );
    expect(tasks.map(({ stage }) => stage)).toEqual(expect.arrayContaining(GIVEN_BACK));
    for (const { letGo } of all) await letGo();
    const next = await fixture.start({ layout });
    for (const id of ids) expect((await next.ended(id)).status).toBe('completed');
    await eventually(() => expect(readdirSync(fixture.path('home/staging'))).toEqual([]));
    expect(new Set(await stop(next))).toEqual(new Set([0]));
  });

  it.each(['refuse', 'silence'] as const)('ends while PostgreSQL is away (%s)', async (fault) => {
    const gate = await TcpGate.start(fixture.database.url);
    const service = await fixture.start({ layout, databaseUrl: gate.url });
    const { letGo } = await standing(service, 'download', `no-database-${layout}-${fault}`);
    close(gate, fault);
    await stop(service);
    await letGo();
    await gate.close();
  });

  it.each(['refuse', 'silence'] as const)('ends while Redis is away (%s)', async (fault) => {
    const gate = await TcpGate.start(redis.url);
    const service = await fixture.start({ layout, environment: { REDIS_URL: gate.url } });
    const halted = redis.isThere ? await standing(service, 'download', `no-redis-${layout}-${fault}`) : undefined;
    close(gate, fault);
    await stop(service);
    await halted?.letGo();
    await gate.close();
  });

  it('ends while it is still starting', async () => {
    const gate = await TcpGate.start(fixture.database.url);
    gate.silence();
    const service = await fixture.make({ layout, databaseUrl: gate.url });
    service.spawnAll();
    await eventually(() => expect(gate.connections).toBeGreaterThan(0));
    await stop(service);
    await gate.close();
  });
});
