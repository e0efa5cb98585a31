import { Injectable } from '@nestjs/common';
import type { ExecutionId } from '@packyard/contracts';
import { StageQueues } from './queue/stage-queues';
import { type DueTask, ExecutionRepository, type Transaction } from '@packyard/schema';
import { EnabledLinks } from '@packyard/versions';
import { DataSource } from 'typeorm';
import { Conductor } from './conductor';

/**
 * Every change of an execution goes through here: lock it, change it, decide what is due next, commit, enqueue.
 * A process that dies between commit and enqueue leaves a due task without a job, which the sweeper finds.
 */
@Injectable()
export class Dispatcher {
  constructor(
    private readonly dataSource: DataSource,
    private readonly executions: ExecutionRepository,
    private readonly conductor: Conductor,
    private readonly queues: StageQueues,
    private readonly links: EnabledLinks,
  ) {}

  change<Result>(executionId: ExecutionId, work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return this.commit(async (transaction) => {
      await this.executions.lock(transaction, executionId);
      return { executionId, result: await work(transaction), due: [] };
    });
  }

  /** Like {@link change}, for work after which nothing new can be due: a task that was claimed leads to nothing yet. */
  claim<Result>(executionId: ExecutionId, work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return this.dataSource.transaction(async (transaction) => {
      await this.executions.lock(transaction, executionId);
      return work(transaction);
    });
  }

  /** Like {@link change}, for work that gives a task back: the task it answers is enqueued too. */
  async giveBack(
    executionId: ExecutionId,
    work: (transaction: Transaction) => Promise<DueTask | undefined>,
  ): Promise<void> {
    await this.commit(async (transaction) => {
      await this.executions.lock(transaction, executionId);
      const task = await work(transaction);
      return { executionId, result: undefined, due: task === undefined ? [] : [task] };
    });
  }

  /** Decides again what is due, for executions whose surroundings changed. */
  async advance(executionId: ExecutionId): Promise<void> {
    await this.change(executionId, () => Promise.resolve());
  }

  /** For an execution that `work` makes; it answers the execution's id, or nothing when there is nothing to do. */
  async start(work: (transaction: Transaction) => Promise<ExecutionId | undefined>): Promise<ExecutionId | undefined> {
    return this.commit(async (transaction) => {
      const executionId = await work(transaction);
      return { executionId, result: executionId, due: [] };
    });
  }

  private async commit<Result>(work: (transaction: Transaction) => Promise<Change<Result>>): Promise<Result> {
    const change = await this.links.run(async (transaction, moved) => {
      const { executionId, result, due } = await work(transaction);
      if (executionId !== undefined) due.push(...(await this.conductor.advance(transaction, executionId, moved)));
      return { result, due };
    });
    await this.queues.add(change.due);
    return change.result;
  }
}

interface Change<Result> {
  executionId: ExecutionId | undefined;
  result: Result;
  due: DueTask[];
}
