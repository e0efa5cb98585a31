import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import type { Stage } from '@packyard/contracts';
import { aPack, eventually } from '@packyard/testing';
import { QueueRefusal } from './support/queue-refusal';
import { ownRedis, type RedisOfRun } from './support/redis-of-run';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const fixture = new TestFixture();
let service: Service;
let refusal: QueueRefusal;
let redis: RedisOfRun | undefined;

beforeAll(async () => {
  // The other tests of the run need room in theirs.
  redis = process.env['PACKYARD_TEST_REDIS_URL'] === undefined ? undefined : await ownRedis();
  const environment: Record<string, string> = redis === undefined ? {} : { REDIS_URL: redis.url };
  service = await fixture.start({ layout: 'processes', environment });
  refusal = QueueRefusal.of(fixture.database, redis?.url);
  fixture.addToIndex();
});
afterAll(async () => {
  await service.stop();
  redis?.stop();
});

/**
 * Waits until a task is due that has never been started: its job was refused. Of the stage, or, on a machine that is so busy that
 * the sweeper of its worker decided that it is due and started it there, of the one after it.
 */
async function isDueWithoutJob(id: number): Promise<void> {
  await eventually(async () => {
    const tasks = await fixture.database.query(
      `SELECT FROM task WHERE execution_id = $1 AND status = 'pending' AND started_at IS NULL`,
      [id],
    );
    expect(tasks).toHaveLength(1);
  });
}

interface HeldUp {
  source: string;
  /** Fails until it is held up: only then have all jobs before been taken. */
  reached: () => void;
  letGo: () => void;
}

/** Lets a pack come as far as `stage`, where it is held up, and no queue takes the job that follows. */
const BEFORE: Record<Stage, (ref: string) => Promise<HeldUp>> = {
  download: (ref) =>
    Promise.resolve({
      source: aPack(ref).writeTo(fixture.path(ref)),
      reached: () => undefined,
      letGo: () => undefined,
    }),
  resolve: (ref) => {
    aPack(ref).asTarball(fixture.path(`www/${ref}.tgz`));
    return held(`/${ref}.tgz`, `${fixture.files.url}/${ref}.tgz`);
  },
  build: (ref) => {
    aPack(ref)
      .withPython('sunrise==1.0.0')
      .asTarball(fixture.path(`www/${ref}.tgz`));
    return held(`/${ref}.tgz`, `${fixture.files.url}/${ref}.tgz`);
  },
  register: (ref) => {
    const source = aPack(ref)
      .withPython('sunrise==1.0.0')
      .withFile('requirements-x.txt', ref)
      .writeTo(fixture.path(ref));
    return held('/simple/sunrise/', source);
  },
};

function held(path: string, source: string): Promise<HeldUp> {
  const gate = fixture.files.hold(path);
  const reached = () => expect(gate.waiting()).toBeGreaterThan(0);
  return Promise.resolve({ source, reached, letGo: () => gate.serve() });
}

describe.each(['download', 'resolve', 'build', 'register'] as const)('a queue that refuses the job of %s', (stage) => {
  it('undoes nothing that was committed, and loses nothing', async () => {
    const ref = `refused-${stage}`;
    const { source, reached, letGo } = await BEFORE[stage](ref);
    if (stage === 'download') await refusal.begin();
    const { id } = await service.submit([source], { python_version: '3', force_rebuild: stage === 'register' });
    if (stage !== 'download') {
      await eventually(reached);
      await refusal.begin();
      letGo();
    }
    try {
      await isDueWithoutJob(id);
      expect((await service.execution(id)).finished_at).toBeNull();
    } finally {
      await refusal.end();
    }
    expect(await service.ended(id)).toMatchObject({ status: 'completed', packs: [{ pack_ref: ref, error: null }] });
    expect(readlinkSync(fixture.path('home/packs', ref))).toContain(`store/packs/${ref}/1.0.0-`);
    if (stage === 'build' || stage === 'register') {
      expect(existsSync(fixture.path('home/packs', ref, 'virtualenv/bin/python'))).toBe(true);
    }
    await eventually(() => expect(readdirSync(fixture.path('home/staging'))).toEqual([]));
  });
});

it('keeps what is cancelled cancelled, and whoever submits or cancels is answered', async () => {
  await refusal.begin();
  try {
    const { id } = await service.submit([aPack('unwanted').writeTo(fixture.path('unwanted'))]);
    const response = await service.request(`/api/v1/executions/${id}/cancel`, { body: {} });
    expect(response.status).toBe(200);
    expect(await service.ended(id)).toMatchObject({ status: 'cancelled' });
  } finally {
    await refusal.end();
  }
});
