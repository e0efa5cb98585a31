import { aPack } from '@packyard/testing';
import { TestFixture } from './support/test-fixture';

const PACKS = 20;
const PROCESSES = 2;
/** An environment costs seconds of processor time; every so many packs need one, which is enough to share the work. */
const PACKS_FOR_AN_ENVIRONMENT = 4;

describe('two processes of each worker', () => {
  const fixture = new TestFixture();

  it('share the work of one install of twenty packs, and the board shows it', async () => {
    const service = await fixture.start({
      layout: 'processes',
      scale: PROCESSES,
      environment: { PACKYARD_DOWNLOAD_CONCURRENCY: '1', PACKYARD_REGISTER_CONCURRENCY: '1' },
    });
    const folders = Array.from({ length: PACKS }, (_unused, index) => {
      const ref = `crowd-${index}`;
      const pack = aPack(ref);
      if (index % PACKS_FOR_AN_ENVIRONMENT === 0) pack.withPython(`absent-${index}; python_version < "2"`);
      if (index > 0) pack.requiring(`crowd-${index - 1}`);
      return pack.writeTo(fixture.path(ref));
    });
    const { id } = await service.submit(folders, { skip_env_build: false });
    const execution = await service.ended(id);
    expect(execution).toMatchObject({ status: 'completed', result: { summary: { success_count: PACKS } } });
    const owners = await fixture.database.query<{ stage: string; owners: string }>(
      `SELECT stage, count(DISTINCT worker) AS owners FROM task WHERE execution_id = $1 GROUP BY stage`,
      [id],
    );
    const counts = Object.fromEntries(owners.map((row) => [row.stage, Number(row.owners)]));
    expect(counts).toMatchObject({ download: PROCESSES, build: PROCESSES, resolve: 1 });
    const board = (await (
      await service.request('/queues/api/queues?activeQueue=download&status=completed&page=1')
    ).json()) as {
      queues: { name: string; counts: { completed: number } }[];
    };
    expect(board.queues.map(({ name }) => name)).toEqual(['download', 'resolve', 'build', 'register']);
    expect(board.queues[0]?.counts.completed).toBeGreaterThanOrEqual(PACKS);
  });
});
