import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { aPack, eventually } from '@packyard/testing';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const PACKS = 20;
const PROCESSES = 2;
/** An environment costs seconds of processor time; every so many packs need one, which is enough to share the work. */
const PACKS_FOR_AN_ENVIRONMENT = 4;

describe('two processes of each worker', () => {
  const fixture = new TestFixture();
  let service: Service;

  beforeAll(async () => {
    fixture.addToIndex();
    service = await fixture.start({
      layout: 'processes',
      scale: PROCESSES,
      environment: {
        PACKYARD_DOWNLOAD_CONCURRENCY: '1',
        PACKYARD_REGISTER_CONCURRENCY: '1',
        PACKYARD_MAINTENANCE_SECONDS: '1',
      },
    });
  });

  it('share the work of one install of twenty packs, and the board shows it', async () => {
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

  it('build an environment that twenty packs ask for once, also when the builder of it is killed midway, of four', async () => {
    const environments = fixture.path('home/store/environments/python');
    const former = existsSync(environments) ? readdirSync(environments) : [];
    for (let more = PROCESSES; more < 4; more += 1) service.spawn('env-builder');
    const held = fixture.files.hold('/wheels/');
    const sources = Array.from({ length: PACKS }, (_, index) =>
      aPack(`twin-${index}`)
        .withPython('sunrise==1.0.0')
        .writeTo(fixture.path(`twin-${index}`)),
    );
    const { id } = await service.submit(sources);
    await eventually(() => expect(held.waiting()).toBe(1));
    await service.kill('env-builder');
    service.spawn('env-builder');
    held.serve();

    const ended = await service.ended(id);
    expect(ended).toMatchObject({ status: 'completed' });
    expect(ended.packs.map(({ status }) => status)).toEqual(Array.from({ length: PACKS }, () => 'completed'));
    const links = sources.map((_source, index) => fixture.path('home/packs', `twin-${index}`, 'virtualenv'));
    expect(new Set(links.map((link) => realpathSync(link))).size).toBe(1);
    expect(execFileSync(`${links[0]}/bin/python`, ['-c', 'import sunrise; print("works")'], { encoding: 'utf8' })).toBe(
      'works\n',
    );

    const [fingerprint = '', ...others] = readdirSync(environments).filter((name) => !former.includes(name));
    expect(others).toEqual([]);
    // What the killed builder left is removed by the sweeper.
    await eventually(() => expect(readdirSync(`${environments}/${fingerprint}`)).toHaveLength(2));
  });
});
