import { Injectable, Logger } from '@nestjs/common';
import type { Actor, ExecutionId } from '@packyard/contracts';
import {
  type EnabledChange,
  GenerationRepository,
  PackRepository,
  ArchivedVersionRepository,
  type Transaction,
  type UnitOfWork,
} from '@packyard/schema';
import { Dependants } from './dependants';
import { EnabledSet, type VersionChange } from './enabled-set';
import { collapseChanges } from './collapse-changes';
import { VersionRowRemoval } from './version-row-removal';
import { VersionRestore } from './version-restore';

export interface UndoRequest {
  executionId: ExecutionId;
  actor: Actor;
  /** The packs that are taken back. */
  only: ReadonlySet<string>;
}

/** Takes back what an execution enabled and installed of some packs. */
@Injectable()
export class ExecutionUndo {
  private readonly logger = new Logger(ExecutionUndo.name);

  constructor(
    private readonly packs: PackRepository,
    private readonly generations: GenerationRepository,
    private readonly archived: ArchivedVersionRepository,
    private readonly restore: VersionRestore,
    private readonly dependants: Dependants,
    private readonly enabledSet: EnabledSet,
    private readonly removal: VersionRowRemoval,
  ) {}

  /** What others have changed since, or need by now, is left as it is. Returns the refs of packs that stay for a need. */
  async run(unit: UnitOfWork, { executionId, actor, only }: UndoRequest): Promise<string[]> {
    const { transaction } = unit;
    const concerns = ({ ref }: { ref: string }) => only.has(ref);
    const all = collapseChanges(await this.generations.changesOfExecution(transaction, executionId));
    const changes = all.filter(concerns);
    const touched = (await this.packs.addedBy(transaction, executionId)).filter(concerns).map(({ ref }) => ref);
    await this.packs.lockAll(transaction, [...changes.map(({ ref }) => ref), ...touched]);
    await this.generations.lock(transaction);
    const reversible = await this.unchangedSince(transaction, executionId, changes);
    const needed = await this.needed(transaction, reversible);
    const versionChanges: VersionChange[] = [];
    for (const change of reversible) {
      if (!needed.has(change.ref)) versionChanges.push(await this.inverseOf(transaction, change, actor));
    }
    const reason = `execution ${executionId} was rolled back, because a part of it failed`;
    const isWhole = versionChanges.length === all.length;
    const restoredFrom = isWhole ? await this.generations.onlyFollowedBy(transaction, executionId) : undefined;
    await this.enabledSet.apply(unit, {
      versionChanges,
      cause: { actor, reason, executionId, restoredFrom, isUndo: true },
    });
    await this.restoreReplaced(transaction, { executionId, actor, concerns });
    const added = await this.packs.addedBy(transaction, executionId);
    const going = added.filter((version) => concerns(version) && !version.isEnabled);
    await this.removal.remove(transaction, going, actor);
    await this.removal.removeLeftovers(
      transaction,
      versionChanges.map(({ packId }) => packId),
      actor,
    );
    return [...needed];
  }

  /** Changes that nobody has changed again, and no later request has asked for as well. */
  private async unchangedSince(
    transaction: Transaction,
    executionId: ExecutionId,
    changes: readonly EnabledChange[],
  ): Promise<EnabledChange[]> {
    const reversible: EnabledChange[] = [];
    for (const change of changes) {
      const current = await this.packs.findEnabled(change.ref, transaction);
      if (current?.digest !== change.next?.digest || current?.version !== change.next?.version) continue;
      const { decidedByExecutionId } = await this.packs.lock(transaction, change.ref);
      if (decidedByExecutionId === null || decidedByExecutionId <= executionId) reversible.push(change);
    }
    return reversible;
  }

  /**
   * Those that packs need which are not part of it. One that stays may need others of them, and what comes back may need
   * what does not.
   */
  private async needed(transaction: Transaction, reversible: readonly EnabledChange[]): Promise<Set<string>> {
    const after = new Map(reversible.map(({ ref, former }) => [ref, former]));
    const needed = new Set<string>();
    for (;;) {
      const broken = await this.dependants.brokenBy(transaction, after);
      const lacking = needed.size === 0 ? [] : await this.dependants.lackingAmong(transaction, after, needed);
      for (const { ref, dependant } of broken) this.letStay(ref, `${dependant} needs it`, { after, needed });
      for (const { ref, dependant } of lacking) this.letStay(dependant, `${ref} stays, too`, { after, needed });
      if (broken.length === 0 && lacking.length === 0) return needed;
    }
  }

  private letStay(
    ref: string,
    reason: string,
    { after, needed }: { after: Map<string, unknown>; needed: Set<string> },
  ): void {
    if (!after.delete(ref)) return;
    this.logger.warn(`${ref} stays as it is although its execution is rolled back: ${reason}.`);
    needed.add(ref);
  }

  private async inverseOf(transaction: Transaction, change: EnabledChange, actor: Actor): Promise<VersionChange> {
    const { ref, former, next } = change;
    const { packId } = await this.packs.lock(transaction, ref);
    const found = former === null ? null : await this.restore.find(transaction, { ref, wanted: former, actor });
    return { packId, ref, former: next, next: found?.version ?? null };
  }

  /** Versions that were not enabled, and in whose place the execution put others of the same number. */
  private async restoreReplaced(
    transaction: Transaction,
    { executionId, actor, concerns }: Omit<UndoRequest, 'only'> & { concerns: (pack: { ref: string }) => boolean },
  ): Promise<void> {
    const added = await this.packs.addedBy(transaction, executionId);
    const replaced = await this.archived.replacedBy(transaction, executionId);
    for (const { ref, ...wanted } of replaced.filter(concerns)) {
      const inItsPlace = added.find((one) => one.ref === ref && one.version === wanted.version);
      if (inItsPlace?.isEnabled === false) await this.restore.find(transaction, { ref, wanted, actor });
    }
  }
}
