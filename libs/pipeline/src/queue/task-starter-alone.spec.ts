import type { Stage } from '@packyard/contracts';
import type { DueTask } from '@packyard/schema';
import { eventually } from '@packyard/testing';
import {
  due,
  type FakeEndedJobWriter,
  type FakeQueues,
  type FakeStage,
  StarterFixture,
} from '../testing/starter-fixture';
import { TaskRunner } from '../tasks/task-runner';
import type { TaskStarter } from './task-starter';

describe('due tasks in the only process that runs their stage', () => {
  let fixture: StarterFixture;
  let queues: FakeQueues;
  let endedJobs: FakeEndedJobWriter;
  let stage: FakeStage;
  let starter: TaskStarter;
  async function serveAlone(concurrency: number): Promise<void> {
    fixture = new StarterFixture(concurrency);
    ({ queues, endedJobs, stage, starter } = fixture);
    endedJobs.canAdd = true;
    await starter.setServedByOthers(new Set());
  }
  const startOrQueue = (tasks: DueTask[]) => fixture.startOrQueue(tasks);
  const runJob = (number: number) => fixture.runJob(number);

  beforeEach(() => serveAlone(2));
  const tasks = (...numbers: number[]) => numbers.map((number) => due(number));

  it('wait here for their turn, and start by rank together with what the queue brings', async () => {
    await startOrQueue(tasks(6, 2, 8, 4));
    void runJob(3);
    void runJob(9);
    await startOrQueue(tasks(5));
    for (const number of [2, 4, 3, 5, 6, 8]) await stage.end(number);
    expect(stage.started).toEqual([2, 4, 3, 5, 6, 8, 9]);
    expect(queues.added).toEqual([]);
  });

  it('are shown as held while they wait, as a job when they are at work for long, and by one statement when they are over', async () => {
    await startOrQueue(tasks(1, 2, 3));
    await stage.end(1);
    await startOrQueue(tasks(4));
    await eventually(() => expect(queues.held).toEqual([[4]]));
    expect(endedJobs.added).toEqual([[1, { returned: 'done' }]]);
    await eventually(() => expect(queues.added.flat().sort()).toEqual([2, 3]));
    await stage.end(2);
    await stage.end(3);
    await stage.end(4);
    await eventually(() => expect(endedJobs.added).toHaveLength(2));
    expect([endedJobs.added[1], queues.held]).toEqual([[4, { returned: 'done' }], [[4]]]);
  });

  it('that are held get their job when they are at work for long', async () => {
    await serveAlone(1);
    await startOrQueue(tasks(1, 2));
    await eventually(() => expect(queues.held).toEqual([[2]]));
    await stage.end(1);
    await eventually(() => expect(queues.offered).toEqual([[2]]));
    const shown = runJob(2);
    await stage.end(2);
    await expect(shown).resolves.toBe('done');
    expect(stage.started).toEqual([1, 2]);
  });

  it('are left to their queue when an operator stops it', async () => {
    await serveAlone(1);
    await startOrQueue(tasks(1, 2));
    await eventually(() => expect(queues.held).toEqual([[2]]));
    await startOrQueue(tasks(3));
    queues.isStopped = true;
    await eventually(() => expect(queues.offered.flat()).toContain(2));
    expect(queues.added.flat()).toContain(3);
    expect([starter.isStartedHere(due(1)), starter.isStartedHere(due(2)), starter.isStartedHere(due(3))]).toEqual([
      true,
      false,
      false,
    ]);
    await stage.end(1);
    expect(stage.started).toEqual([1]);
    void runJob(2);
    expect(stage.started).toEqual([1, 2]);
  });

  it('stay here while their queue does not say whether it is stopped', async () => {
    await serveAlone(1);
    await startOrQueue(tasks(1, 2));
    queues.isStopped = undefined;
    await eventually(() => expect(queues.held).toEqual([[2]]));
    await eventually(() => expect(queues.added).toEqual([[1]]));
    await stage.end(1);
    expect(stage.started).toEqual([1, 2]);
    expect([queues.offered, queues.added]).toEqual([[], [[1]]]);
  });

  it('are left to their queue when others serve it, too', async () => {
    await serveAlone(1);
    await startOrQueue(tasks(1, 2));
    await starter.setServedByOthers(new Set<Stage>(['register']));
    expect(queues.added).toEqual([]);
    await starter.setServedByOthers(new Set<Stage>(['download', 'register']));
    await startOrQueue(tasks(3));
    expect(queues.added).toEqual([[2], [3]]);
    await stage.end(1);
    expect(stage.started).toEqual([1]);
  });

  it('are begun again while the database is away', async () => {
    await startOrQueue(tasks(1));
    await stage.end(1, Object.assign(new Error('Connection terminated unexpectedly')));
    await eventually(() => expect(stage.started).toEqual([1, 1]), 5000);
    const shown = runJob(1);
    await stage.end(1);
    await expect(shown).resolves.toBe('done');
  });

  it('are no ended jobs when nobody began them', async () => {
    await startOrQueue(tasks(1, 2));
    await stage.end(1, undefined, 'released');
    await stage.end(2);
    await eventually(() => expect(endedJobs.added).toEqual([[2, { returned: 'done' }]]));
    expect([starter.isStartedHere(due(1)), queues.added]).toEqual([false, []]);
  });

  it('that are cancelled while they wait are shown so before their turn, and not begun', async () => {
    await serveAlone(1);
    await startOrQueue(tasks(1, 2, 3, 4));
    await eventually(() => expect(queues.held).toEqual([[2, 3, 4]]));
    // Of the first that is already at work its worker says how it ended.
    fixture.tasks.cancelledIds.push(1, 2, 4);
    await startOrQueue(tasks(5));
    await eventually(() => expect(endedJobs.added).toHaveLength(2), 5000);
    expect(endedJobs.added).toEqual([2, 4].map((number) => [number, { returned: 'cancelled' }]));
    expect([2, 3, 4].map((number) => starter.isStartedHere(due(number)))).toEqual([false, true, false]);
    expect(queues.held).toEqual([[2, 3, 4], [5]]);
    for (const number of [1, 3]) await stage.end(number);
    expect(stage.started).toEqual([1, 3, 5]);
  });

  it.each(['cancelled', 'given back', 'duplicate'] as const)('that can not be claimed are shown as %s', async (why) => {
    const nothing = {} as never;
    const leases = { isShuttingDown: false, claim: () => Promise.resolve(undefined) } as never;
    const whyUnclaimed = { whyUnclaimed: () => Promise.resolve(why) } as never;
    const runner = new TaskRunner(nothing, nothing, whyUnclaimed, leases, nothing, nothing, nothing);
    jest
      .spyOn(stage, 'run')
      .mockImplementation((job) => runner.run(job as never, { stage: 'download' } as never, nothing));
    await startOrQueue(tasks(1));
    await eventually(() => expect(endedJobs.added).toEqual([[1, { returned: why }]]), 5000);
  });

  it.each([
    ['was started here and', 2],
    ['came from the queue and', 9],
  ])(
    'with a job that %s waits in line, do not begin when an operator has stopped their queue',
    async (_how, number) => {
      await serveAlone(1);
      await startOrQueue(tasks(1, 2));
      const job = runJob(number);
      queues.isStopped = true;
      await stage.end(1);
      if (number === 9) await stage.end(2);
      expect(stage.started).not.toContain(number);
      await expect(job).resolves.toBe('released');
      // It waits in the queue with another job, and not until the sweeper finds it.
      expect(queues.added).toEqual([[number]]);
    },
  );

  it('with a job begin in their turn when nobody says that their queue was stopped', async () => {
    await serveAlone(1);
    await startOrQueue(tasks(1, 2));
    const jobs = [runJob(2), runJob(9)];
    queues.isStopped = undefined;
    for (const number of [1, 2, 9]) await stage.end(number);
    expect(await Promise.all(jobs)).toEqual(['done', 'done']);
  });

  it('are not begun any more when the process ends', async () => {
    await startOrQueue(tasks(1, 2, 3));
    const over = starter.onModuleDestroy();
    await stage.end(1);
    await stage.end(2);
    await over;
    expect(stage.started).toEqual([1, 2]);
    expect(endedJobs.added.map(([number, outcome]) => [number, outcome])).toEqual([
      [1, { returned: 'done' }],
      [2, { returned: 'done' }],
    ]);
    expect([queues.added, queues.held]).toEqual([[], []]);
  });
});
