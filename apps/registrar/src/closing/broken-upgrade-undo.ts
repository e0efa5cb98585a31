import { Injectable } from '@nestjs/common';
import type { ErrorReport } from '@packyard/contracts';
import type { UnstoredResult } from '@packyard/pipeline';
import {
  type ClaimedTask,
  ExecutionPackRepository,
  PackProgressRepository,
  type Need,
  type UnitOfWork,
} from '@packyard/schema';
import { BrokenUpgradeCheck, describeNeeds, ExecutionUndo } from '@packyard/versions';

/**
 * At the end of a request of which a part failed: takes back what would leave an enabled pack broken, because its
 * successor did not come.
 */
@Injectable()
export class BrokenUpgradeUndo {
  constructor(
    private readonly executionPacks: ExecutionPackRepository,
    private readonly packProgress: PackProgressRepository,
    private readonly check: BrokenUpgradeCheck,
    private readonly undo: ExecutionUndo,
  ) {}

  run(task: ClaimedTask): Promise<UnstoredResult> {
    return Promise.resolve({ isDurable: true, store: (unit) => this.undoBroken(unit, task) });
  }

  private async undoBroken(unit: UnitOfWork, { executionId, execution }: ClaimedTask): Promise<void> {
    const { transaction } = unit;
    await this.packProgress.lockAll(transaction, executionId);
    const packs = await this.executionPacks.listIn(transaction, executionId);
    const own = new Set(packs.flatMap(({ ref }) => ref ?? []));
    const broken = await this.check.toTakeBack(transaction, { executionId, own });
    if (broken.size === 0) return;
    const only = new Set(broken.keys());
    const stayed = await this.undo.run(unit, { executionId, actor: execution.requestedBy, only });
    for (const { id, ref, stage, status } of packs) {
      const needs = ref === null || stayed.includes(ref) ? undefined : broken.get(ref);
      if (ref === null || needs === undefined || status !== 'completed') continue;
      await this.packProgress.move(transaction, id, { stage, status: 'failed', error: stillNeeded(ref, needs) });
    }
  }
}

function stillNeeded(ref: string, needs: readonly Need[]): ErrorReport {
  return {
    code: 'PACK_NEEDED',
    message: `Pack ${ref} was taken back, because what would have gone with it did not: ${describeNeeds(needs)}.`,
    hint: 'See what happened to the packs that depend on it, and submit them together again; or set force.',
  };
}
