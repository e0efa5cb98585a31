import type { ExecutionView } from '@packyard/contracts';
import { aPack, eventually } from '@packyard/testing';
import { type RedisOfRun, redisOfRun } from './support/redis-of-run';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const REQUESTS = 12;
const PACKS = 10;
const ALL = REQUESTS * PACKS;
/** While one pack passes its stages, so few of another requester's are begun; far fewer than all. */
const FEW = ALL / 2;

const SAME_MOMENT = 6;

const fixture = new TestFixture();
let redis: RedisOfRun;
beforeAll(async () => {
  redis = await redisOfRun();
  for (let index = 0; index < ALL; index += 1) tarball(`crowd-${index}`);
  for (const ref of ['other', 'own']) tarball(ref);
});
afterAll(() => redis.stop());

function tarball(ref: string): void {
  aPack(ref).asTarball(fixture.path(`www/${ref}.tgz`));
}

describe.each(['postgres', 'redis'] as const)('with queues on %s', (backend) => {
  let service: Service;
  let other: string;

  beforeAll(async () => {
    if (backend === 'redis' && !redis.isThere) return;
    const one = { PACKYARD_DOWNLOAD_CONCURRENCY: '1', PACKYARD_REGISTER_CONCURRENCY: '1' };
    const environment = { ...one, REDIS_URL: backend === 'redis' ? redis.url : '' };
    const { url: databaseUrl } = await fixture.anotherDatabase();
    service = await fixture.start({ home: fixture.path(backend), databaseUrl, environment });
    const body = { name: 'other', scope: 'install' };
    const answer = (await (await service.request('/api/v1/tokens', { body })).json()) as { data: { token: string } };
    other = answer.data.token;
  });

  async function submitAs(token: string, ref: string): Promise<ExecutionView> {
    const packs = [`${fixture.files.url}/${ref}.tgz`];
    const body = { action: 'core.install_packs', parameters: { packs, skip_tests: true } };
    const headers = { authorization: `Bearer ${token}` };
    const response = await service.request('/api/v1/executions', { body, headers });
    return ((await response.json()) as { data: ExecutionView }).data;
  }

  const downloadsAhead = async (id: number) => (await service.execution(id)).waiting;

  it('many requests of one keep neither the pack of another nor a small request of the same waiting', async () => {
    // Nothing says that there is no Redis here but this: the same is tried on PostgreSQL.
    if (backend === 'redis' && !redis.isThere) return;
    const gate = fixture.files.hold('/crowd-');
    const crowd: number[] = [];
    for (let request = 0; request < REQUESTS; request += 1) {
      const refs = Array.from({ length: PACKS }, (_, index) => `crowd-${request * PACKS + index}`);
      const { id } = await service.submit(refs.map((ref) => `${fixture.files.url}/${ref}.tgz`));
      // What is decided at the same moment shares its ranks.
      await eventually(async () => expect(await downloadsAhead(id)).not.toEqual([]));
      crowd.push(id);
    }
    // All but the one that is being downloaded.
    const waiting = async () => (await Promise.all(crowd.map((id) => downloadsAhead(id)))).flat();
    await eventually(async () => expect(sum((await waiting()).map(({ tasks }) => tasks))).toBe(ALL - 1));
    expect(Math.max(...(await waiting()).map(({ ahead }) => ahead))).toBeGreaterThan(FEW);
    const single = await submitAs(other, 'other');
    const small = await submitAs(service.token, 'own');
    // Nobody can be stopped who has begun; of the others, only what was decided at the same moment may share their rank.
    await eventually(async () =>
      expect([...(await downloadsAhead(single.id)), ...(await downloadsAhead(small.id))]).toEqual([
        { stage: 'download', tasks: 1, ahead: expect.any(Number) },
        { stage: 'download', tasks: 1, ahead: expect.any(Number) },
      ]),
    );
    const ahead = [...(await downloadsAhead(single.id)), ...(await downloadsAhead(small.id))].map((each) => each.ahead);
    expect(Math.max(...ahead)).toBeLessThanOrEqual(SAME_MOMENT);
    // Delivered after they were stored.
    await eventually(async () => expect(Math.max(...(await prioritiesOnBoard()))).toBeGreaterThan(FEW));

    gate.serve();
    expect([(await service.ended(single.id)).status, (await service.ended(small.id)).status]).toEqual([
      'completed',
      'completed',
    ]);
    expect(await downloadedOf(crowd)).toBeLessThan(FEW);
    for (const id of crowd)
      expect((await service.ended(id)).result).toMatchObject({ summary: { success_count: PACKS } });
  });

  async function prioritiesOnBoard(): Promise<number[]> {
    const path = '/queues/api/queues?activeQueue=download&status=prioritized&page=1&jobsPerPage=500';
    const board = (await (await service.request(path)).json()) as {
      queues: { name: string; jobs: { opts: { priority?: number } }[] }[];
    };
    const download = board.queues.find(({ name }) => name === 'download');
    return (download?.jobs ?? []).map(({ opts }) => opts.priority ?? 0);
  }

  /** How many packs of the executions had been downloaded when all but them had ended. */
  async function downloadedOf(ids: readonly number[]): Promise<number> {
    const views = await Promise.all(ids.map((id) => service.execution(id)));
    return views.flatMap(({ packs }) => packs).filter(({ stage }) => stage !== 'download').length;
  }
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
