import { Injectable } from '@nestjs/common';
import type { ExecutionId } from '@packyard/contracts';
import {
  type DueTask,
  PackMoveRepository,
  ExecutionRepository,
  type ExecutionSnapshot,
  answersInOrder,
  type LiveExecution,
  SnapshotRepository,
  TaskRepository,
  type Transaction,
  Transactions,
  type UnitOfWork,
  QueuePositionRepository,
} from '@packyard/schema';
import { TaskStarter } from '../queue/task-starter';
import { type Decision, decide } from './decide';
import { ExecutionCompletion } from './execution-completion';
import { awaitedBuilds, shareOf } from './share-of';

export interface RunOutcome {
  /** To decide and to store that, once the lock on the execution was there. */
  tookMs: number;
  /** Many tasks are at work or due, each of whose ends will ask again. */
  isBusy: boolean;
  /** Other executions that something is due in now. */
  executionsToWake: readonly ExecutionId[];
}

// With at most so many unfinished tasks, each end is decided at once; with more, runs pause in between.
const FEW_TASKS = 8;

const NOTHING: RunOutcome = { tookMs: 0, isBusy: false, executionsToWake: [] };

/** Carries out what {@link decide} decides about one execution, while nobody else does. */
@Injectable()
export class Reconciler {
  constructor(
    private readonly transactions: Transactions,
    private readonly executions: ExecutionRepository,
    private readonly packMoves: PackMoveRepository,
    private readonly tasks: TaskRepository,
    private readonly snapshots: SnapshotRepository,
    private readonly completion: ExecutionCompletion,
    private readonly queuePositions: QueuePositionRepository,
    private readonly starter: TaskStarter,
  ) {}

  /** What it stores is decided again when it is lost, but for the end of the execution, which waits for the disk. */
  run(executionId: ExecutionId): Promise<RunOutcome> {
    return this.transactions.run((unit) => this.reconcile(unit, executionId), { isDurable: false });
  }

  private async reconcile(unit: UnitOfWork, executionId: ExecutionId): Promise<RunOutcome> {
    const { transaction } = unit;
    // Read once the lock is held, but asked for together with it.
    const [execution, read] = await answersInOrder([
      this.executions.lockLive(transaction, executionId),
      this.snapshots.read(transaction, executionId),
    ]);
    if (execution === undefined) return NOTHING;
    const startedAt = performance.now();
    const isCancelling = execution.status === 'canceling';
    const executionsToWake = isCancelling ? await this.cancelPending(transaction, execution) : [];
    const snapshot = { execution, ...(isCancelling ? await this.snapshots.read(transaction, executionId) : read) };
    const decision = decide(snapshot);
    const stagesWithRoom = this.starter.stagesWithRoom(decision.tasks);
    const due = await this.store(transaction, snapshot, decision);
    if (due.length > 0) unit.afterCommit(async () => this.starter.startOrQueue(due, await stagesWithRoom));
    const unfinished = snapshot.tasks.filter(({ status }) => status === 'pending' || status === 'running');
    const isBusy = unfinished.length + due.length > FEW_TASKS;
    return { tookMs: performance.now() - startedAt, isBusy, executionsToWake };
  }

  /** Returns the executions that waited for what is not built now: they have to build it themselves. */
  private async cancelPending(transaction: Transaction, execution: LiveExecution): Promise<ExecutionId[]> {
    const executionsToWake = new Set<ExecutionId>();
    for (const environmentId of await this.tasks.cancelPending(transaction, execution)) {
      for (const id of await this.tasks.executionsWaitingFor(environmentId, execution.id)) executionsToWake.add(id);
    }
    return [...executionsToWake];
  }

  /** Returns the tasks that are due, to be started or queued once the transaction is committed. */
  private async store(
    transaction: Transaction,
    snapshot: ExecutionSnapshot,
    { moves, tasks, status, endStatus }: Decision,
  ): Promise<DueTask[]> {
    const { execution } = snapshot;
    const share = shareOf(snapshot);
    // Sent at once, and done in this order.
    const [created] = await answersInOrder([
      this.tasks.createAll(transaction, execution.id, { tasks, share }),
      this.packMoves.moveAndAnnounce(transaction, execution.id, moves),
      status === undefined ? Promise.resolve() : this.executions.setStatus(transaction, execution.id, { status }),
    ]);
    if (endStatus !== undefined) await this.completion.complete(transaction, execution, endStatus);
    const awaited = endStatus === undefined ? awaitedBuilds(snapshot) : [];
    const raised = awaited.length === 0 ? [] : await this.queuePositions.raiseRank(transaction, awaited, share);
    return [...created, ...raised];
  }
}
