import { Injectable } from '@nestjs/common';
import { BUILT_IN_BUNDLE, RejectedError } from '@packyard/contracts';
import { GenerationRepository, type GenerationRow, PackRepository, type Transaction } from '@packyard/schema';
import { Changes } from './changes';
import { Dependants } from './dependants';
import type { MovedLinks } from './enabled-links';
import { EnabledSet, type Switch } from './enabled-set';
import type { KnownVersion } from './installed';
import { incompatible } from './refusals';
import { Reinstatement } from './reinstatement';
import { Removal } from './removal';

export interface RollbackOptions {
  actor: string;
  /** The generation before the current one when absent. */
  to?: number | undefined;
  dryRun?: boolean;
  force?: boolean;
}

export interface RolledBackPack {
  ref: string;
  former: string | null;
  version: string | null;
  /** It had been uninstalled or replaced, and is installed again. */
  isReinstated: boolean;
}

export interface RolledBack {
  /** The generation whose state it is now. */
  restored: number;
  /** The generation that this made; absent when nothing had to change, or when it was only a rehearsal. */
  generation: number | undefined;
  packs: RolledBackPack[];
}

interface Step {
  change: Switch;
  next: KnownVersion | null;
  isReinstated: boolean;
}

/** Brings back what was enabled after an earlier generation: the whole set, in one transaction. */
@Injectable()
export class Rollback {
  constructor(
    private readonly changes: Changes,
    private readonly generations: GenerationRepository,
    private readonly packs: PackRepository,
    private readonly reinstatement: Reinstatement,
    private readonly dependants: Dependants,
    private readonly enabledSet: EnabledSet,
    private readonly removal: Removal,
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
        async (transaction, moved) => this.restore(transaction, options, moved),
      );
    } catch (error) {
      if (error instanceof Rehearsed) return error.outcome;
      throw error;
    }
  }

  private async restore(transaction: Transaction, options: RollbackOptions, moved: MovedLinks): Promise<RolledBack> {
    const { actor, dryRun, force } = options;
    const target = await this.target(transaction, options.to);
    const all = await this.steps(transaction, target, actor);
    const steps = all.filter(changesSomething);
    if (force !== true) {
      const outcome = new Map(steps.map(({ change, next }) => [change.ref, next]));
      await this.dependants.assertNothingBreaks(transaction, outcome);
    }
    const outcome: RolledBack = { restored: target.id, generation: undefined, packs: steps.map(present) };
    if (dryRun === true) throw new Rehearsed(outcome);
    const why = { actor, reason: `rolled back to generation ${target.id}`, restoredFrom: target.id };
    const switches = steps.map(({ change }) => change);
    outcome.generation = await this.enabledSet.apply(transaction, { switches, why, moved });
    await this.removal.removeLeftovers(
      transaction,
      all.map(({ change }) => change.packId),
      actor,
    );
    return outcome;
  }

  /** For each pack that has changed since. */
  private async steps(transaction: Transaction, target: GenerationRow, actor: string): Promise<Step[]> {
    const steps: Step[] = [];
    for (const [ref, wanted] of await this.generations.stateOf(transaction, target.id)) {
      // Its rules say who may roll back: nobody can lock themselves out.
      if (ref === BUILT_IN_BUNDLE && wanted === null) continue;
      const { packId, enabledVersionId } = await this.packs.lock(transaction, ref);
      const former = enabledVersionId === null ? null : await this.packs.versionById(transaction, enabledVersionId);
      const found = wanted === null ? null : await this.reinstatement.find(transaction, { ref, wanted, actor });
      const next = found?.version ?? null;
      if (next?.incompatibility !== undefined) throw incompatible(next);
      steps.push({ change: { packId, ref, former, next }, next, isReinstated: found?.isReinstated ?? false });
    }
    return steps;
  }

  /** Rolling back twice goes back two steps: what is in effect now may itself be an earlier generation. */
  private async target(transaction: Transaction, to: number | undefined): Promise<GenerationRow> {
    const current = await this.generations.current(transaction);
    const wanted = to ?? (await this.inEffect(transaction, current)) - 1;
    const found = await this.generations.find(wanted, transaction);
    if (found !== undefined) return found;
    throw new RejectedError(
      'GENERATION_NOT_FOUND',
      to === undefined ? 'There is no earlier generation to roll back to.' : `There is no generation ${to}.`,
      { hint: `List the generations to see which there are; the current one is ${current.id}.` },
    );
  }

  private async inEffect(transaction: Transaction, { id, restoredFrom }: GenerationRow): Promise<number> {
    if (restoredFrom === null) return id;
    const restored = await this.generations.find(restoredFrom, transaction);
    return restored === undefined ? restoredFrom : this.inEffect(transaction, restored);
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

function present({ change, isReinstated }: Step): RolledBackPack {
  const { ref, former, next } = change;
  return { ref, former: former?.version ?? null, version: next?.version ?? null, isReinstated };
}
