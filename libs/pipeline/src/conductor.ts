import { Injectable } from '@nestjs/common';
import type { ExecutionId } from '@packyard/contracts';
import {
  type DueTask,
  ExecutionPackRepository,
  ExecutionRepository,
  SnapshotRepository,
  TaskRepository,
  type Transaction,
} from '@packyard/schema';
import { decide } from './decide';
import { resultOf } from './results/result-of';

/** Carries out what {@link decide} decides. */
@Injectable()
export class Conductor {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly packs: ExecutionPackRepository,
    private readonly tasks: TaskRepository,
    private readonly snapshots: SnapshotRepository,
  ) {}

  /** Stores what is due next, and answers which tasks have to be enqueued once the transaction is committed. */
  async advance(transaction: Transaction, executionId: ExecutionId): Promise<DueTask[]> {
    const execution = await this.executions.lock(transaction, executionId);
    if (execution.finishedAt !== null) return [];
    if (execution.status === 'canceling') await this.tasks.cancelPending(transaction, executionId);
    const snapshot = await this.snapshots.read(transaction, execution);
    const decision = decide(snapshot);
    for (const { id, ...move } of decision.moves) await this.packs.move(transaction, id, move);
    if (decision.ended !== undefined) {
      const packs = await this.packs.listIn(transaction, executionId);
      const result = resultOf({ snapshot, packs, durationMs: Date.now() - execution.createdAt.getTime() });
      await this.executions.setStatus(transaction, executionId, { status: decision.ended, result });
    } else if (execution.status === 'requested') {
      await this.executions.setStatus(transaction, executionId, { status: 'scheduled' });
    }
    const due: DueTask[] = [];
    for (const task of decision.tasks) {
      const created = await this.tasks.create(transaction, executionId, task);
      if (created !== undefined) due.push(created);
    }
    return due;
  }
}
