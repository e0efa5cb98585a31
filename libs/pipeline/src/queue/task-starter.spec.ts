import { AsyncLocalStorage } from 'node:async_hooks';
import { type ExecutionId, type Stage, stageJobId, type TaskId } from '@packyard/contracts';
import type { DueTask } from '@packyard/schema';
import { eventually } from '@packyard/testing';
import type { BoardEntry } from './board-entry';
import type { EndedJobs, TaskEnd } from './ended-jobs';
import type { StageQueues } from './stage-queues';
import { type LocalStage, TaskStarter } from './task-starter';

const due = (number: number, more: Partial<DueTask> = {}): DueTask => ({
  executionId: 1 as ExecutionId,
  taskId: number as TaskId,
  jobNumber: 1,
  stage: 'download',
  delayMs: 0,
  rank: number,
  ...more,
});

class FakeQueues {
  readonly added: number[][] = [];
  readonly held: number[][] = [];
  readonly offered: number[][] = [];
  /** Nothing while the queues are away. */
  isStopped: boolean | undefined = false;

  add(tasks: readonly DueTask[]): Promise<void> {
    if (tasks.length > 0) this.added.push(tasks.map(({ taskId }) => taskId));
    return Promise.resolve();
  }

  addHeld(tasks: readonly DueTask[]): Promise<void> {
    if (tasks.length > 0) this.held.push(tasks.map(({ taskId }) => taskId));
    return Promise.resolve();
  }

  offer(tasks: readonly DueTask[]): Promise<void> {
    if (tasks.length > 0) this.offered.push(tasks.map(({ taskId }) => taskId));
    return Promise.resolve();
  }

  isPaused(): Promise<boolean | undefined> {
    return Promise.resolve(this.isStopped);
  }
}

class FakeEndedJobs implements Pick<EndedJobs, 'canAdd' | 'add'> {
  readonly added: [number, TaskEnd['outcome']][] = [];
  canAdd = false;

  add(ended: readonly (readonly [DueTask, TaskEnd])[]): Promise<void> {
    this.added.push(...ended.map(([{ taskId }, { outcome }]): [number, TaskEnd['outcome']] => [taskId, outcome]));
    return Promise.resolve();
  }
}

/** A stage whose tasks end when they are told to. */
class FakeStage implements LocalStage {
  readonly started: number[] = [];
  readonly entries: BoardEntry[] = [];
  private readonly ends = new Map<number, { resolve(outcome: string): void; reject(error: Error): void }>();

  constructor(readonly concurrency: number) {}

  run({ taskId }: { taskId: number }, entry: BoardEntry): Promise<string> {
    this.started.push(taskId);
    this.entries.push(entry);
    return new Promise((resolve, reject) => this.ends.set(taskId, { resolve, reject }));
  }

  end(taskId: number, error?: Error, outcome = 'done'): Promise<void> {
    if (error === undefined) this.ends.get(taskId)?.resolve(outcome);
    else this.ends.get(taskId)?.reject(error);
    return new Promise(setImmediate);
  }
}

const NO_ENTRY: BoardEntry = { updateProgress: () => Promise.resolve(), log: () => Promise.resolve() };

describe('due tasks', () => {
  let queues: FakeQueues;
  let endedJobs: FakeEndedJobs;
  let stage: FakeStage;
  let starter: TaskStarter;

  function serve(concurrency: number, name: Stage = 'download'): void {
    queues = new FakeQueues();
    stage = new FakeStage(concurrency);
    endedJobs = new FakeEndedJobs();
    starter = new TaskStarter(queues as unknown as StageQueues, endedJobs as unknown as EndedJobs);
    starter.serve(name, stage);
    starter.onQueueEmpty(name);
  }
  async function serveAlone(concurrency: number): Promise<void> {
    serve(concurrency);
    endedJobs.canAdd = true;
    await starter.setServedByOthers(new Set());
  }
  /** As the reconciler does. */
  const startOrQueue = async (tasks: DueTask[]) => starter.startOrQueue(tasks, await starter.stagesWithRoom(tasks));
  /** As the worker of the queue does. */
  const runJob = (number: number, entry: BoardEntry = NO_ENTRY) => {
    starter.onJobTaken('download', stageJobId(due(number)));
    return starter.runJob('download', { job: due(number), rank: number }, entry);
  };

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

  describe('in the only process that runs their stage', () => {
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

    it('are shown at once when they were cancelled in line or given back', async () => {
      await startOrQueue(tasks(1, 2));
      await stage.end(1, undefined, 'cancelled');
      await stage.end(2, undefined, 'given back');
      await eventually(() => expect(endedJobs.added).toHaveLength(2));
      expect(endedJobs.added.map(([, outcome]) => outcome)).toEqual([
        { returned: 'cancelled' },
        { returned: 'given back' },
      ]);
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
});
