import { type ExecutionId, type Stage, type StageJob, stageJobId, type TaskId } from '@packyard/contracts';
import type { DueTask, RecoveryRepository } from '@packyard/schema';
import type { BoardEntry } from '../queue/board-entry';
import type { EndedJobWriter, TaskEnd } from '../queue/ended-job-writer';
import type { StageQueues } from '../queue/stage-queues';
import { type LocalStage, TaskStarter } from '../queue/task-starter';

/** A task that is due, with that id and rank. */
export const due = (number: number, more: Partial<DueTask> = {}): DueTask => ({
  executionId: 1 as ExecutionId,
  taskId: number as TaskId,
  jobNumber: 1,
  stage: 'download',
  delayMs: 0,
  rank: number,
  ...more,
});

export class FakeQueues {
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

export class FakeEndedJobWriter implements Pick<EndedJobWriter, 'canAdd' | 'add'> {
  readonly added: [number, TaskEnd['outcome']][] = [];
  canAdd = false;

  add(ended: readonly (readonly [DueTask, TaskEnd])[]): Promise<void> {
    this.added.push(...ended.map(([{ taskId }, { outcome }]): [number, TaskEnd['outcome']] => [taskId, outcome]));
    return Promise.resolve();
  }
}

export class FakeTasks implements Pick<RecoveryRepository, 'cancelled' | 'renew'> {
  readonly cancelledIds: number[] = [];

  cancelled(): Promise<TaskId[]> {
    return Promise.resolve(this.cancelledIds as TaskId[]);
  }

  renew({ taskId, jobNumber }: StageJob): Promise<DueTask> {
    return Promise.resolve(due(taskId, { jobNumber: jobNumber + 1 }));
  }
}

/** A stage whose tasks end when they are told to. */
export class FakeStage implements LocalStage {
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

export const NO_ENTRY: BoardEntry = { updateProgress: () => Promise.resolve(), log: () => Promise.resolve() };

/** A process that serves one stage, with stand-ins for all around its task starter. */
export class StarterFixture {
  readonly queues = new FakeQueues();
  readonly endedJobs = new FakeEndedJobWriter();
  readonly tasks = new FakeTasks();
  readonly stage: FakeStage;
  readonly starter: TaskStarter;

  constructor(concurrency: number, stage: Stage = 'download') {
    this.stage = new FakeStage(concurrency);
    this.starter = new TaskStarter(
      this.queues as unknown as StageQueues,
      this.endedJobs as unknown as EndedJobWriter,
      this.tasks as unknown as RecoveryRepository,
    );
    this.starter.serve(stage, this.stage);
    this.starter.onQueueEmpty(stage);
  }

  /** As the reconciler does. */
  async startOrQueue(tasks: DueTask[]): Promise<void> {
    await this.starter.startOrQueue(tasks, await this.starter.stagesWithRoom(tasks));
  }

  /** As the worker of the queue does. */
  runJob(number: number, entry: BoardEntry = NO_ENTRY): Promise<string> {
    this.starter.onJobTaken('download', stageJobId(due(number)));
    return this.starter.runJob('download', { job: due(number), rank: number }, entry);
  }
}
