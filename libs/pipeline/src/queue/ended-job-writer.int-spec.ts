import { Logger } from '@nestjs/common';
import { type ExecutionId, type StageJob, stageJobId, type TaskId } from '@packyard/contracts';
import type { DueTask } from '@packyard/schema';
import { createTestDatabase, eventually, type TestDatabase } from '@packyard/testing';
import { Queue, UnrecoverableError, Worker } from 'bullmq';
import { DataSource } from 'typeorm';
import { EndedJobWriter, type TaskEnd } from './ended-job-writer';
import { migrateQueues, selectQueueBackend } from './queue-backend';
import { StageQueues } from './stage-queues';
import { toJob } from './to-job';

const due = (taskId: number): DueTask => ({
  executionId: 7 as ExecutionId,
  taskId: taskId as TaskId,
  jobNumber: 1,
  stage: 'download',
  delayMs: 0,
  rank: 3,
});
const refused = new UnrecoverableError('SOURCE_INVALID: no such pack');
const endOf = (outcome: TaskEnd['outcome']): TaskEnd => ({ startedAt: 1_000, endedAt: 1_234, outcome });

describe('jobs of tasks that are over', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let queue: Queue<StageJob>;
  let queues: StageQueues;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource({ type: 'postgres', url: database.url, entities: [] }).initialize();
    await migrateQueues({ databaseUrl: database.url });
    queue = new Queue('download', { connection: selectQueueBackend({ databaseUrl: database.url }) });
    queues = new StageQueues(queue, queue, queue, queue);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    await queue.close();
    await dataSource.destroy();
    await database.drop();
  });

  async function endedByWorker(): Promise<void> {
    const process = ({ data }: { data: StageJob }) =>
      data.taskId === 1 ? Promise.resolve('done') : Promise.reject(refused);
    const worker = new Worker<StageJob>('download', process, {
      connection: selectQueueBackend({ databaseUrl: database.url }),
    });
    for (const task of [due(1), due(2)]) {
      const { name, data, opts } = toJob(task);
      await queue.add(name, data, opts);
    }
    await eventually(async () => expect(await queue.getJobCountByTypes('completed', 'failed')).toBe(2));
    await worker.close();
  }

  const row = async (task: DueTask) => {
    const [all] = await database.query<{ row: Record<string, unknown> }>(
      `SELECT to_jsonb(job) AS row FROM bullmq.job WHERE queue = 'download' AND id = '${stageJobId(task)}'`,
    );
    // Whatever differs between any two jobs.
    const { id, seq, data, opts, added_at_ms, processed_at_ms, finished_at_ms, ...same } = all?.row ?? {};
    delete same['processed_by'];
    const { jobId, ...options } = opts as Record<string, unknown>;
    return {
      ...same,
      options,
      kinds: [id, seq, data, jobId, added_at_ms, processed_at_ms, finished_at_ms].map((each) => typeof each),
    };
  };

  it('are like those that a worker has ended', async () => {
    await endedByWorker();
    await new EndedJobWriter(dataSource).add([
      [due(3), endOf({ returned: 'done' })],
      [due(4), endOf({ error: refused })],
    ]);
    expect(await row(due(3))).toEqual(await row(due(1)));
    const { stacktrace, ...failed } = (await row(due(4))) as { stacktrace?: string[] };
    const { stacktrace: byWorker, ...likewise } = (await row(due(2))) as { stacktrace?: string[] };
    expect(failed).toEqual(likewise);
    expect([stacktrace?.length, stacktrace?.[0]?.split('\n')[0]]).toEqual([
      byWorker?.length,
      byWorker?.[0]?.split('\n')[0],
    ]);
    const jobs = await queue.getJobs(['completed', 'failed']);
    expect(
      jobs.map((job) => [
        job.data.taskId,
        job.returnvalue as unknown,
        job.failedReason,
        job.processedOn,
        job.finishedOn,
      ]),
    ).toEqual(
      expect.arrayContaining([
        [3, 'done', undefined, 1_000, 1_234],
        [4, null, 'SOURCE_INVALID: no such pack', 1_000, 1_234],
      ]),
    );
    // The next one comes after them.
    await queue.add('download', toJob(due(5)).data, toJob(due(5)).opts);
    const order = await database.query<{ id: string }>(
      "SELECT id FROM bullmq.job WHERE queue = 'download' ORDER BY seq",
    );
    expect(order.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5].map((id) => stageJobId(due(id))));
  });

  it('end as all others when they were held before', async () => {
    await queues.addHeld([due(21)]);
    expect(await queue.getJobState(stageJobId(due(21)))).toBe('delayed');
    await new EndedJobWriter(dataSource).add([[due(21), endOf({ returned: 'done' })]]);
    expect(await row(due(21))).toEqual(await row(due(1)));
  });

  it('are left to the worker that has them, and end where none has', async () => {
    for (const task of [due(22), due(28)]) await queue.add('download', toJob(task).data, toJob(task).opts);
    await database.query(`UPDATE bullmq.job SET state = 'active' WHERE id = '${stageJobId(due(22))}'`);
    await new EndedJobWriter(dataSource).add(
      [due(22), due(28)].map((task) => [task, endOf({ returned: 'done' })] as const),
    );
    const states = await Promise.all([22, 28].map((id) => queue.getJobState(stageJobId(due(id)))));
    expect(states).toEqual(['active', 'completed']);
    await database.query(`DELETE FROM bullmq.job WHERE id = '${stageJobId(due(22))}'`);
  });

  it('are waiting from the moment on when they are offered, or looked for by the sweeper', async () => {
    await queues.addHeld([due(23), due(24), due(25)]);
    await queues.offer([due(23), due(26)]);
    expect([await queues.offerLiveJob(due(24)), await queues.offerLiveJob(due(27))]).toEqual([true, false]);
    const states = await Promise.all([23, 24, 25, 26].map((id) => queue.getJobState(stageJobId(due(id)))));
    expect(states).toEqual(['prioritized', 'prioritized', 'delayed', 'prioritized']);
    await queue.drain(true);
  });

  it('are added once, and missed without harm', async () => {
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    const jobs = new EndedJobWriter(dataSource);
    for (let time = 0; time < 2; time += 1) await jobs.add([[due(6), endOf({ returned: 'done' })]]);
    expect(await queue.getJob(stageJobId(due(6)))).toMatchObject({ returnvalue: 'done' });
    expect(warned).not.toHaveBeenCalled();
    const away = { query: () => Promise.reject(new Error('away')) };
    await new EndedJobWriter(away).add([[due(7), endOf({ returned: 'done' })]]);
    expect(warned.mock.calls).toEqual([["The queues' board misses what has ended (1): Error: away"]]);
  });

  it('are missed alone when PostgreSQL refuses one of them', async () => {
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    const unreadable = new Error('half a character: \ud800');
    await new EndedJobWriter(dataSource).add([
      [due(8), endOf({ returned: 'done' })],
      [due(9), endOf({ error: unreadable })],
      [due(10), endOf({ returned: 'done' })],
    ]);
    const found = await Promise.all([8, 9, 10].map((id) => queue.getJob(stageJobId(due(id)))));
    expect(found.map((job) => job?.data.taskId)).toEqual([8, undefined, 10]);
    expect(warned.mock.calls).toEqual([[expect.stringMatching(/^The queues' board misses what has ended \(1\): /)]]);
  });

  it('are forgotten after a day, for which it is looked once an hour', async () => {
    const ages = async () => (await queue.getJobs(['completed'])).map(({ data }) => data.taskId).sort();
    await queue.obliterate({ force: true });
    const addAged = (taskId: number, hours: number) => {
      const endedAt = Date.now() - hours * 3_600_000;
      return new EndedJobWriter(dataSource).add([
        [due(taskId), { startedAt: endedAt, endedAt, outcome: { returned: 'done' } }],
      ]);
    };
    await Promise.all([addAged(1, 23), addAged(2, 25)]);
    await queues.trim();
    expect(await ages()).toEqual([1]);
    await addAged(3, 25);
    await queues.trim();
    expect(await ages()).toEqual([1, 3]);
  });

  it('are left to workers where the queues live elsewhere', async () => {
    expect([new EndedJobWriter().canAdd, new EndedJobWriter(dataSource).canAdd]).toEqual([false, true]);
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    await new EndedJobWriter().add([[due(11), endOf({ returned: 'done' })]]);
    expect([await queue.getJob(stageJobId(due(11))), warned.mock.calls]).toEqual([undefined, []]);
  });
});
