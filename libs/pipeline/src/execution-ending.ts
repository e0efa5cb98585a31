import { Injectable } from '@nestjs/common';
import type { ErrorReport } from '@packyard/contracts';
import {
  type ExecutionPackEntity,
  ExecutionPackRepository,
  ExecutionRepository,
  type ExecutionSnapshot,
  type Need,
  type Transaction,
} from '@packyard/schema';
import { describeNeeds, ExcusedChanges, ExecutionUndo, type MovedLinks } from '@packyard/versions';
import { resultOf } from './results/result-of';

interface End {
  snapshot: ExecutionSnapshot;
  status: 'completed' | 'failed' | 'cancelled';
  moved: MovedLinks;
}

/**
 * Stores how an execution ended. One that is all or nothing is taken back when a part of it did not come through; of
 * others, what would leave an enabled pack broken because its successor did not.
 */
@Injectable()
export class ExecutionEnding {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly packs: ExecutionPackRepository,
    private readonly undo: ExecutionUndo,
    private readonly excused: ExcusedChanges,
  ) {}

  async end(transaction: Transaction, { snapshot, status, moved }: End): Promise<void> {
    const { execution } = snapshot;
    const isTakenBack = await this.takeBack(transaction, snapshot, moved);
    const packs = await this.packs.listIn(transaction, execution.id);
    const result = resultOf({ snapshot, packs, durationMs: Date.now() - execution.createdAt.getTime() });
    const isNothingLeft = packs.every((pack) => pack.status !== 'completed');
    const isFailed = isTakenBack && (execution.parameters['atomic'] === true || isNothingLeft);
    const ended = isFailed && status === 'completed' ? 'failed' : status;
    await this.executions.setStatus(transaction, execution.id, { status: ended, result });
  }

  private async takeBack(
    transaction: Transaction,
    { execution }: ExecutionSnapshot,
    moved: MovedLinks,
  ): Promise<boolean> {
    const packs = await this.packs.listIn(transaction, execution.id);
    const culprit = packs.find(({ status }) => status !== 'completed');
    if (culprit === undefined) return false;
    const order = { executionId: execution.id, actor: execution.requestedBy, moved };
    if (execution.parameters['atomic'] === true) {
      const stayed = await this.undo.run(transaction, order);
      await this.markTakenBack(transaction, packs, (pack) =>
        stayed.includes(pack.ref ?? '') ? undefined : rolledBack(pack, culprit),
      );
      return true;
    }
    if (execution.parameters['force'] === true || execution.parameters['skip_dependencies'] === true) return false;
    const own = new Set(packs.flatMap(({ ref }) => ref ?? []));
    const excused = await this.excused.toTakeBack(transaction, { executionId: execution.id, own });
    if (excused.size === 0) return false;
    const stayed = await this.undo.run(transaction, { ...order, only: new Set(excused.keys()) });
    await this.markTakenBack(transaction, packs, ({ ref }) =>
      ref === null || stayed.includes(ref) ? undefined : stillNeeded(ref, excused.get(ref)),
    );
    return true;
  }

  private async markTakenBack(
    transaction: Transaction,
    packs: readonly ExecutionPackEntity[],
    errorOf: (pack: ExecutionPackEntity) => ErrorReport | undefined,
  ): Promise<void> {
    for (const pack of packs) {
      const error = pack.status === 'completed' ? errorOf(pack) : undefined;
      if (error === undefined) continue;
      await this.packs.move(transaction, pack.id, { stage: pack.stage, status: 'failed', error });
    }
  }
}

function stillNeeded(ref: string, needs: readonly Need[] | undefined): ErrorReport | undefined {
  if (needs === undefined) return undefined;
  return {
    code: 'PACK_NEEDED',
    message: `Pack ${ref} was taken back, because what would have gone with it did not: ${describeNeeds(needs)}.`,
    hint: 'See what happened to the packs that depend on it, and submit them together again; or set force.',
  };
}

function rolledBack(pack: ExecutionPackEntity, culprit: ExecutionPackEntity): ErrorReport {
  const [name, other] = [pack, culprit].map(({ ref, description }) => ref ?? description);
  return {
    code: 'ROLLED_BACK',
    message: `Pack ${name ?? ''} was taken back, because ${other ?? ''} was not installed and the request was all or nothing.`,
    hint: `See what happened to ${other ?? ''}, and submit them again; or leave atomic out.`,
  };
}
