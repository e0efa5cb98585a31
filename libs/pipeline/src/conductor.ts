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
import type { MovedLinks } from '@packyard/versions';
import { decide } from './decide';
import { ExecutionEnding } from './execution-ending';

/** Carries out what {@link decide} decides. */
@Injectable()
export class Conductor {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly packs: ExecutionPackRepository,
    private readonly tasks: TaskRepository,
    private readonly snapshots: SnapshotRepository,
    private readonly ending: ExecutionEnding,
  ) {}

  /** Stores what is due next, and answers which tasks have to be enqueued once the transaction is committed. */
  async advance(transaction: Transaction, executionId: ExecutionId, moved: MovedLinks): Promise<DueTask[]> {
    const execution = await this.executions.lock(transaction, executionId);
    if (execution.finishedAt !== null) return [];
    if (execution.status === 'canceling') await this.tasks.cancelPending(transaction, executionId);
    const snapshot = await this.snapshots.read(transaction, execution);
    const decision = decide(snapshot);
    for (const { id, ...move } of decision.moves) await this.packs.move(transaction, id, move);
    if (decision.ended !== undefined) {
      await this.ending.end(transaction, { snapshot, status: decision.ended, moved });
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
