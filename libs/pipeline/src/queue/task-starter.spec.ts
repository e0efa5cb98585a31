import type { ExecutionId, TaskId } from '@packyard/contracts';
import type { DueTask } from '@packyard/schema';
import { eventually } from '@packyard/testing';
import { TaskStarter, type LocalStage, type TaskConsole } from './task-starter';
import type { StageQueues } from './stage-queues';

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
  isStopped = false;

  add(tasks: readonly DueTask[]): Promise<void> {
    if (tasks.length > 0) this.added.push(tasks.map(({ taskId }) => taskId));
    return Promise.resolve();
  }

  isPaused(): Promise<boolean> {
    return Promise.resolve(this.isStopped);
  }
}

/** A stage whose tasks end when they are told to. */
class FakeStage implements LocalStage {
  readonly concurrency = 3;
  readonly started: number[] = [];
  readonly left: number[] = [];
  readonly consoles: TaskConsole[] = [];
  private readonly ends: ((outcome: string) => void)[] = [];

  leaveToQueue(count: number): void {
    this.left.push(count);
  }

  run({ taskId }: { taskId: number }, console: TaskConsole): Promise<string> {
    this.started.push(taskId);
    this.consoles.push(console);
    return new Promise((resolve) => this.ends.push(resolve));
  }

  end(index: number): Promise<void> {
    this.ends[index]?.('done');
    return new Promise(setImmediate);
  }
}

describe('due tasks', () => {
  let queues: FakeQueues;
  let stage: FakeStage;
  let starter: TaskStarter;

  beforeEach(() => {
    queues = new FakeQueues();
    stage = new FakeStage();
    starter = new TaskStarter(queues as unknown as StageQueues);
    starter.serve('download', stage);
    starter.queueIs('download', 'drained');
  });

  it('are started where it was decided, the first in line first, as far as there is room; one place is the queue’s', async () => {
    await starter.startOrQueue([due(3), due(1), due(2)]);
    expect(stage.started).toEqual([1, 2]);
    expect(queues.added).toEqual([[3]]);
    expect(stage.left).toEqual([2, 1]);
    await stage.end(0);
    expect(stage.left.at(-1)).toBe(2);
  });

  it.each([
    ['the stage runs elsewhere', () => undefined, { stage: 'build' as const }],
    ['others wait for the stage', () => starter.queueIs('download', 'waiting'), {}],
    ['an operator has stopped it', () => void (queues.isStopped = true), {}],
    ['they are not due yet', () => undefined, { delayMs: 20 }],
  ])('go through the queue when %s', async (_why, make, more) => {
    make();
    await starter.startOrQueue([due(1, more)]);
    expect(stage.started).toEqual([]);
    expect(queues.added).toEqual([[1]]);
  });

  it('go through the queue before the worker has looked at it once', async () => {
    starter.serve('download', stage);
    await starter.startOrQueue([due(1)]);
    expect(queues.added).toEqual([[1]]);
  });

  it('that were started get their jobs a moment later, which end as they do and no longer count as started directly', async () => {
    await starter.startOrQueue([due(1), due(2)]);
    expect(queues.added).toEqual([]);
    await eventually(() => expect(queues.added).toEqual([[1, 2]]));
    const said: object[] = [];
    const job = { updateProgress: (text: object) => Promise.resolve(said.push(text)), log: () => Promise.resolve() };
    const outcome = starter.outcomeOf(due(1), job);
    expect(stage.left.at(-1)).toBe(2);
    await stage.consoles[0]?.updateProgress({ text: 'unpacking' });
    expect(said).toEqual([{ text: 'unpacking' }]);
    await stage.end(0);
    await expect(outcome).resolves.toBe('done');
    expect(stage.left.at(-1)).toBe(2);
  });

  it('that end before they have a job are told of when they have one', async () => {
    await starter.startOrQueue([due(1)]);
    await stage.end(0);
    await expect(starter.outcomeOf(due(1), stage.consoles[0] as TaskConsole)).resolves.toBe('done');
  });

  it('of others are none of its own', () => {
    expect(starter.outcomeOf(due(9), {} as TaskConsole)).toBeUndefined();
  });

  it('are waited for at the end, shown, and not started any more', async () => {
    await starter.startOrQueue([due(1)]);
    const over = starter.onModuleDestroy();
    await starter.startOrQueue([due(2)]);
    await stage.end(0);
    await over;
    expect(stage.started).toEqual([1]);
    expect(queues.added).toEqual([[2], [1]]);
  });
});
