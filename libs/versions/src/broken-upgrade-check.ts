import { Injectable } from '@nestjs/common';
import type { ExecutionId } from '@packyard/contracts';
import { GenerationRepository, type Need, type Transaction } from '@packyard/schema';
import { Dependants } from './dependants';
import { collapseChanges } from './collapse-changes';

/**
 * An execution may enable a version that breaks another pack when that pack is about to be replaced by the same
 * execution. This finds out at the end where the replacement did not come.
 */
@Injectable()
export class BrokenUpgradeCheck {
  constructor(
    private readonly generations: GenerationRepository,
    private readonly dependants: Dependants,
  ) {}

  /**
   * Packs to be taken back so that nothing enabled is broken, each with the needs that are the reason. `own` are the packs
   * of the execution: only their needs were deferred.
   */
  async toTakeBack(
    transaction: Transaction,
    { executionId, own }: { executionId: ExecutionId; own: ReadonlySet<string> },
  ): Promise<Map<string, Need[]>> {
    const changes = collapseChanges(await this.generations.changesOfExecution(transaction, executionId));
    const formers = new Map(changes.map(({ ref, former }) => [ref, former]));
    const lacking = await this.dependants.brokenSince(transaction, formers);
    const found = byRef(
      lacking.filter(({ dependant }) => own.has(dependant)),
      ({ ref }) => ref,
    );
    for (;;) {
      const outcome = new Map([...found.keys()].map((ref) => [ref, formers.get(ref) ?? null]));
      const broken = await this.dependants.brokenBy(transaction, outcome);
      const more = byRef(
        broken.filter(({ dependant }) => formers.has(dependant)),
        ({ dependant }) => dependant,
      );
      if (more.size === 0) return found;
      for (const [ref, needs] of more) found.set(ref, needs);
    }
  }
}

function byRef(needs: readonly Need[], refOf: (need: Need) => string): Map<string, Need[]> {
  const found = new Map<string, Need[]>();
  for (const need of needs) found.set(refOf(need), [...(found.get(refOf(need)) ?? []), need]);
  return found;
}
