import { Injectable } from '@nestjs/common';
import { type Actor, BUILT_IN_BUNDLE, RejectedError } from '@packyard/contracts';
import {
  GenerationRepository,
  type GenerationRow,
  PackRepository,
  type Transaction,
  type UnitOfWork,
  type VersionIdentity,
} from '@packyard/schema';
import { RowLockedChanges } from './row-locked-changes';
import { Dependants } from './dependants';
import { EnabledSet, type VersionChange } from './enabled-set';
import { incompatible } from './refusals';
import { VersionRowRemoval } from './version-row-removal';
import { type RestoredVersion, VersionRestore } from './version-restore';

export interface RollbackOptions {
  actor: Actor;
  /** When absent, the generation before all that the last request changed. */
  to?: number | undefined;
  dryRun?: boolean;
  /** Although enabled packs would break; packs that can't be brought back stay as they are. */
  force?: boolean;
}

export interface RolledBackPack {
  ref: string;
  former: string | null;
  version: string | null;
  /** It had been uninstalled or replaced, and is installed again. */
  isRestored: boolean;
  /** Other content of the same version was installed, and is not any more. */
  isInPlaceOfAnother: boolean;
}

export interface SkippedPack {
  ref: string;
  version: string;
  /** A full sentence. */
  reason: string;
}

export interface RolledBack {
  /** The generation whose state it is now. */
  restored: number;
  /** The generation that this made; absent when nothing had to change, or when it was only a rehearsal. */
  generation: number | undefined;
  packs: RolledBackPack[];
  /** What could not be brought back, and stays as it is, because force was set. */
  skipped: SkippedPack[];
}

interface Step {
  change: VersionChange;
  found: RestoredVersion | null;
}

interface Plan {
  steps: Step[];
  skipped: SkippedPack[];
  packIds: number[];
}

/** Brings back what was enabled after an earlier generation: the whole set, in one transaction. */
@Injectable()
export class Rollback {
  constructor(
    private readonly changes: RowLockedChanges,
    private readonly generations: GenerationRepository,
    private readonly packs: PackRepository,
    private readonly restoring: VersionRestore,
    private readonly dependants: Dependants,
    private readonly enabledSet: EnabledSet,
    private readonly removal: VersionRowRemoval,
  ) {}

  /**
   * A rehearsal does everything but move links, so that it meets whatever the real thing would, and is not committed.
   * @throws RejectedError GENERATION_NOT_FOUND, VERSION_NOT_FOUND, VERSION_INCOMPATIBLE, PACK_NEEDED, DEPENDENCY_MISSING
   */
  async run(options: RollbackOptions): Promise<RolledBack> {
    try {
      return await this.changes.run(
        async (transaction) => {
          const target = await this.target(transaction, options.to);
          const refs = [...(await this.generations.stateOf(transaction, target.id)).keys()];
          await this.packs.makeAll(transaction, refs);
          return refs;
        },
        (unit) => this.restore(unit, options),
      );
    } catch (error) {
      if (error instanceof Rehearsed) return error.outcome;
      throw error;
    }
  }

  private async restore(unit: UnitOfWork, options: RollbackOptions): Promise<RolledBack> {
    const { transaction } = unit;
    const { actor, dryRun, force } = options;
    const target = await this.target(transaction, options.to);
    const { steps: all, skipped, packIds } = await this.plan(transaction, target, options);
    const steps = all.filter(changesSomething);
    if (force !== true) {
      const outcome = new Map(steps.map(({ change, found }) => [change.ref, found?.version ?? null]));
      await this.dependants.assertNothingBreaks(transaction, outcome);
    }
    const outcome: RolledBack = { restored: target.id, generation: undefined, packs: steps.map(present), skipped };
    if (dryRun === true) throw new Rehearsed(outcome);
    const cause = { actor, reason: `rolled back to generation ${target.id}`, restoredFrom: target.id };
    const versionChanges = steps.map(({ change }) => change);
    outcome.generation = await this.enabledSet.apply(unit, { versionChanges, cause });
    // Whoever goes back step by step has gone a step, also when there was nothing to change or nothing could be.
    if (outcome.generation === undefined && options.to === undefined) {
      outcome.generation = await this.generations.add(transaction, cause, []);
    }
    await this.removal.removeLeftovers(transaction, packIds, actor);
    return outcome;
  }

  /** For each pack that has changed since. */
  private async plan(transaction: Transaction, target: GenerationRow, options: RollbackOptions): Promise<Plan> {
    const plan: Plan = { steps: [], skipped: [], packIds: [] };
    for (const [ref, wanted] of await this.generations.stateOf(transaction, target.id)) {
      // Its rules say who may roll back: nobody can lock themselves out.
      if (ref === BUILT_IN_BUNDLE && wanted === null) continue;
      const { packId, enabledVersionId } = await this.packs.lock(transaction, ref);
      const former = enabledVersionId === null ? null : await this.packs.versionById(transaction, enabledVersionId);
      plan.packIds.push(packId);
      const found = await this.bringBack(transaction, { ref, wanted, options });
      if (found instanceof RejectedError) {
        plan.skipped.push({ ref, version: wanted?.version ?? '', reason: found.message });
      } else plan.steps.push({ change: { packId, ref, former, next: found?.version ?? null }, found });
    }
    return plan;
  }

  /** What can't be brought back is no reason to give up, when force is set: then nothing of it has happened. */
  private async bringBack(
    transaction: Transaction,
    { ref, wanted, options }: { ref: string; wanted: VersionIdentity | null; options: RollbackOptions },
  ): Promise<RestoredVersion | RejectedError | null> {
    if (wanted === null) return null;
    const request = { ref, wanted, actor: options.actor };
    if (options.force !== true) return this.restoreVersion(transaction, request);
    try {
      return await transaction.transaction((savepoint) => this.restoreVersion(savepoint, request));
    } catch (error) {
      if (error instanceof RejectedError) return error;
      throw error;
    }
  }

  private async restoreVersion(
    transaction: Transaction,
    request: { ref: string; wanted: VersionIdentity; actor: Actor },
  ): Promise<RestoredVersion> {
    const found = await this.restoring.find(transaction, request);
    if (found.version.incompatibility !== undefined) throw incompatible(found.version);
    return found;
  }

  /** Rolling back twice goes back two steps: what is in effect now may itself be an earlier generation. */
  private async target(transaction: Transaction, to: number | undefined): Promise<GenerationRow> {
    const current = await this.generations.current(transaction);
    const found =
      to === undefined
        ? await this.generations.beforeRequestOf(await this.inEffect(transaction, current), transaction)
        : await this.generations.find(to, transaction);
    if (found !== undefined) return found;
    throw new RejectedError(
      'GENERATION_NOT_FOUND',
      to === undefined ? 'There is no earlier generation to roll back to.' : `There is no generation ${to}.`,
      { hint: `List the generations to see which there are; the current one is ${current.id}.` },
    );
  }

  private async inEffect(transaction: Transaction, generation: GenerationRow): Promise<GenerationRow> {
    if (generation.restoredFrom === null) return generation;
    const restored = await this.generations.find(generation.restoredFrom, transaction);
    // What has been forgotten was of a request of its own, as far as anybody knows.
    if (restored === undefined) return { ...generation, id: generation.restoredFrom, executionId: null };
    return this.inEffect(transaction, restored);
  }
}

class Rehearsed extends Error {
  constructor(readonly outcome: RolledBack) {
    super('This was only a rehearsal');
  }
}

function changesSomething({ change: { former, next } }: Step): boolean {
  return former?.digest !== next?.digest || former?.version !== next?.version;
}

function present({ change: { ref, former, next }, found }: Step): RolledBackPack {
  return {
    ref,
    former: former?.version ?? null,
    version: next?.version ?? null,
    isRestored: found?.isRestored ?? false,
    isInPlaceOfAnother: found?.isInPlaceOfAnother ?? false,
  };
}
