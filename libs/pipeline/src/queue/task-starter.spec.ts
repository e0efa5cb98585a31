import { AsyncLocalStorage } from 'node:async_hooks';
import type { Stage } from '@packyard/contracts';
import type { DueTask } from '@packyard/schema';
import { eventually } from '@packyard/testing';
import {
  due,
  type FakeEndedJobWriter,
  type FakeQueues,
  type FakeStage,
  NO_ENTRY,
  StarterFixture,
} from '../testing/starter-fixture';
import type { BoardEntry } from './board-entry';
import type { TaskStarter } from './task-starter';

describe('due tasks', () => {
  let fixture: StarterFixture;
  let queues: FakeQueues;
  let endedJobs: FakeEndedJobWriter;
  let stage: FakeStage;
  let starter: TaskStarter;
  const serve = (concurrency: number, name?: Stage) => {
    fixture = new StarterFixture(concurrency, name);
    ({ queues, endedJobs, stage, starter } = fixture);
  };
  const startOrQueue = (tasks: DueTask[]) => fixture.startOrQueue(tasks);
  const runJob = (number: number, entry?: BoardEntry) => fixture.runJob(number, entry);

  beforeEach(() => serve(2));

  it('are started where it was decided, the first in line first, as far as there is room', async () => {
    await startOrQueue([due(3), due(1), due(2)]);
    expect(stage.started).toEqual([1, 2]);
    expect(queues.added).toEqual([[3]]);
  });

  it('of several executions share the room', async () => {
    await Promise.all([1, 2, 3, 4].map((number) => startOrQueue([due(number)])));
    expect(stage.started).toEqual([1, 2]);
    expect(queues.added).toEqual([[3], [4]]);
  });

  it('are a few at most that were started directly, however much room there is', async () => {
    serve(100);
    await startOrQueue(Array.from({ length: 10 }, (_task, index) => due(index + 1)));
    expect(stage.started).toEqual([1, 2, 3, 4]);
    expect(queues.added).toEqual([[5, 6, 7, 8, 9, 10]]);
  });

  it.each([
    ['the stage runs elsewhere', () => undefined, { stage: 'register' as const }],
    ['others wait for the stage', () => starter.onJobTaken('download', 'another'), {}],
    ['an operator has stopped it', () => void (queues.isStopped = true), {}],
    ['their queue does not say whether it is stopped', () => void (queues.isStopped = undefined), {}],
    ['they are not due yet', () => undefined, { delayMs: 20 }],
    ['they take long anyway', () => serve(2, 'build'), { stage: 'build' as const }],
  ])('go through the queue when %s', async (_why, make, more) => {
    make();
    await startOrQueue([due(1, more)]);
    expect(stage.started).toEqual([]);
    expect(queues.added).toEqual([[1]]);
  });

  it('go through the queue behind others that have just gone there', async () => {
    await startOrQueue([due(1), due(2), due(3)]);
    await stage.end(1);
    await startOrQueue([due(4)]);
    expect(queues.added).toEqual([[3], [4]]);
  });

  it('go through the queue behind others that found no room, also when the job of the first has come', async () => {
    serve(1);
    await startOrQueue([due(1)]);
    await startOrQueue([due(2)]);
    void runJob(1);
    await stage.end(1);
    await startOrQueue([due(3)]);
    expect(stage.started).toEqual([1]);
    expect(queues.added).toEqual([[2], [3]]);
  });

  it('are together no more than the stage takes, whoever started them', async () => {
    await startOrQueue([due(1)]);
    void runJob(2);
    void runJob(3);
    starter.onQueueEmpty('download');
    await startOrQueue([due(4)]);
    expect(stage.started).toEqual([1, 2]);
    expect(queues.added).toEqual([[4]]);
    await stage.end(1);
    expect(stage.started).toEqual([1, 2, 3]);
    await stage.end(2);
    await stage.end(3);
    starter.onQueueEmpty('download');
    await startOrQueue([due(5), due(6), due(7)]);
    expect(stage.started).toEqual([1, 2, 3, 5, 6]);
  });

  it('count once when their job has come, which tells what they do and ends as they do', async () => {
    await startOrQueue([due(1)]);
    expect(queues.added).toEqual([]);
    await eventually(() => expect(queues.added).toEqual([[1]]));
    const said: object[] = [];
    const entry = { ...NO_ENTRY, updateProgress: (text: object) => Promise.resolve(said.push(text)) };
    const outcome = runJob(1, entry);
    void runJob(2);
    void runJob(3);
    expect(stage.started).toEqual([1, 2]);
    await stage.entries[0]?.updateProgress({ text: 'unpacking' });
    expect(said).toEqual([{ text: 'unpacking' }]);
    await stage.end(1);
    await expect(outcome).resolves.toBe('done');
    expect(stage.started).toEqual([1, 2, 3]);
  });

  it('have jobs that nobody need let go first', async () => {
    await startOrQueue([due(1)]);
    void runJob(1);
    await startOrQueue([due(2)]);
    expect(stage.started).toEqual([1, 2]);
  });

  it.each([
    ['done', undefined],
    ['failed', new Error('no such pack')],
  ])('that are %s before they have a job are told of when they have one', async (_how, error) => {
    await startOrQueue([due(1)]);
    await stage.end(1, error);
    const shown = runJob(1);
    if (error === undefined) await expect(shown).resolves.toBe('done');
    else await expect(shown).rejects.toBe(error);
    expect(stage.started).toEqual([1]);
  });

  it('that are over are shown without a worker, where that can be', async () => {
    serve(3);
    endedJobs.canAdd = true;
    await startOrQueue([due(1), due(2), due(3)]);
    const failure = new Error('no such pack');
    await Promise.all([stage.end(1), stage.end(2, failure)]);
    await eventually(() => expect(queues.added).toEqual([[3]]));
    expect(endedJobs.added).toEqual([
      [1, { returned: 'done' }],
      [2, { error: failure }],
    ]);
  });

  it('are shown on account of nobody: the task that started them may be over', async () => {
    const task = new AsyncLocalStorage<string>();
    const shown: [number, string | undefined][] = [];
    jest.spyOn(queues, 'add').mockImplementation((tasks) => {
      shown.push(...tasks.map(({ taskId }): [number, string | undefined] => [taskId, task.getStore()]));
      return Promise.resolve();
    });
    await task.run('what decided', () => startOrQueue([due(1)]));
    await eventually(() => expect(shown).toEqual([[1, undefined]]), 5000);
  });

  it('are waited for at the end, shown, and not started any more', async () => {
    await startOrQueue([due(1)]);
    const over = starter.onModuleDestroy();
    await startOrQueue([due(2)]);
    await stage.end(1);
    await over;
    expect(stage.started).toEqual([1]);
    expect(queues.added).toEqual([[2], [1]]);
  });
});
