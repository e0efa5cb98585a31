import { Injectable } from '@nestjs/common';
import { RejectedError } from '@packyard/contracts';
import { DependantRepository, type Need, type Transaction, type VersionIdentity } from '@packyard/schema';
import { describeNeeds, isMet, newlyBroken } from './broken-needs';

/** What a change would leave enabled: a version or none for every pack that it touches. */
export type VersionsAfter = ReadonlyMap<string, { packVersionId: number; version: string } | null>;
/** Refs of packs that somebody else is about to change. Asked only when it matters: there may be hundreds. */
export type PacksUnderWay = () => Promise<readonly string[]>;
type VersionNumbersAfter = ReadonlyMap<string, { version: string } | null>;

/** Keeps changes from breaking what is enabled. */
@Injectable()
export class Dependants {
  constructor(
    private readonly needs: DependantRepository,
    /** Refs that the platform itself provides. */
    private readonly provided: ReadonlySet<string>,
  ) {}

  /**
   * To be asked while the generations are locked, before anything is changed. Packs of the same execution that are under
   * way are left out: what they need is checked when it ends.
   * @throws RejectedError PACK_NEEDED or DEPENDENCY_MISSING, naming who needs what
   */
  async assertNothingBreaks(
    transaction: Transaction,
    outcome: VersionsAfter,
    { mayCascade = false, underWay }: { mayCascade?: boolean; underWay?: PacksUnderWay } = {},
  ): Promise<void> {
    if (!(await this.areConcerned(transaction, outcome))) return;
    const broken = await exceptUnderWay(
      underWay,
      await this.brokenBy(transaction, outcome),
      ({ dependant }) => dependant,
    );
    if (broken.length > 0) {
      throw new RejectedError('PACK_NEEDED', `This would break what is enabled: ${describeNeeds(broken)}.`, {
        hint: mayCascade
          ? 'Disable or change those first; or set cascade to take them along, or force to do it nevertheless.'
          : 'Disable or change those first, or set force to do it nevertheless.',
      });
    }
    const lacking = await exceptUnderWay(underWay, await this.lackingIn(transaction, outcome), ({ ref }) => ref);
    if (lacking.length === 0) return;
    throw new RejectedError('DEPENDENCY_MISSING', `What it needs is not enabled: ${describeNeeds(lacking)}.`, {
      hint: 'Enable or install those packs first, or set force to do it nevertheless.',
    });
  }

  /** Enabled packs, untouched by the change, that would lack something after it. */
  async brokenBy(transaction: Transaction, outcome: VersionNumbersAfter): Promise<Need[]> {
    const refs = [...outcome.keys()];
    const needs = (await this.needs.needsFor(transaction, refs)).filter(
      ({ dependant, ref }) => !outcome.has(dependant) && !this.provided.has(ref),
    );
    const before = await this.needs.enabledAmong(transaction, refs);
    return newlyBroken(needs, before, enabledAfter(before, outcome));
  }

  /** Enabled packs that got what they need before some packs were changed, and do not any more. */
  async brokenSince(transaction: Transaction, formers: VersionNumbersAfter): Promise<Need[]> {
    const refs = [...formers.keys()];
    const needs = (await this.needs.needsFor(transaction, refs)).filter(({ ref }) => !this.provided.has(ref));
    return newlyBroken(needs, enabledAfter(new Map(), formers), await this.needs.enabledAmong(transaction, refs));
  }

  /** What versions that come back need of packs that stay as they are, and do not get. */
  async lackingAmong(
    transaction: Transaction,
    outcome: ReadonlyMap<string, VersionIdentity | null>,
    staying: ReadonlySet<string>,
  ): Promise<Need[]> {
    const back = [...outcome].flatMap(([ref, identity]) => (identity === null ? [] : [{ ref, ...identity }]));
    const needs = (await this.needs.needsOfIdentities(transaction, back)).filter(({ ref }) => staying.has(ref));
    const enabled = await this.needs.enabledAmong(transaction, [...staying]);
    return needs.filter((need) => !isMet(need, enabled));
  }

  /** All that would have to go along, and what needs that in turn; whoever needs most stands first. */
  async allBrokenBy(transaction: Transaction, refs: readonly string[]): Promise<string[]> {
    const outcome = new Map(refs.map((ref) => [ref, null]));
    const found: string[] = [];
    for (;;) {
      const next = new Set((await this.brokenBy(transaction, outcome)).map(({ dependant }) => dependant));
      if (next.size === 0) return found;
      for (const ref of next) outcome.set(ref, null);
      found.unshift(...next);
    }
  }

  /** Needs of enabled packs that versions would meet, and that what stays enabled does not. */
  async unmetBy(transaction: Transaction, going: readonly { ref: string; version: string; isEnabled: boolean }[]) {
    const refs = [...new Set(going.map(({ ref }) => ref))];
    const enabled = new Map(await this.needs.enabledAmong(transaction, refs));
    for (const { ref, isEnabled } of going) if (isEnabled) enabled.delete(ref);
    const needs = await this.needs.needsFor(transaction, refs);
    return needs.filter(
      (need) =>
        !refs.includes(need.dependant) &&
        !this.provided.has(need.ref) &&
        !isMet(need, enabled) &&
        going.some(({ ref, version }) => isMet(need, new Map([[ref, version]]))),
    );
  }

  /** Most packs need nobody, and nobody needs them. */
  private areConcerned(transaction: Transaction, outcome: VersionsAfter): Promise<boolean> {
    const ids = [...outcome.values()].flatMap((version) => (version === null ? [] : [version.packVersionId]));
    return this.needs.hasAnyAround(transaction, { refs: [...outcome.keys()], packVersionIds: ids });
  }

  /** What versions that would be enabled lack then. */
  private async lackingIn(transaction: Transaction, outcome: VersionsAfter): Promise<Need[]> {
    const ids = [...outcome.values()].flatMap((version) => (version === null ? [] : [version.packVersionId]));
    const needs = (await this.needs.needsOf(transaction, ids)).filter(({ ref }) => !this.provided.has(ref));
    const before = await this.needs.enabledAmong(
      transaction,
      needs.map(({ ref }) => ref),
    );
    const after = enabledAfter(before, outcome);
    return needs.filter((need) => !isMet(need, after));
  }
}

/** Needs by packs, or for packs, that are not under way. */
async function exceptUnderWay(
  underWay: PacksUnderWay | undefined,
  needs: Need[],
  refOf: (need: Need) => string,
): Promise<Need[]> {
  if (underWay === undefined || needs.length === 0) return needs;
  const refs = new Set(await underWay());
  return needs.filter((need) => !refs.has(refOf(need)));
}

function enabledAfter(before: ReadonlyMap<string, string>, outcome: VersionNumbersAfter): Map<string, string> {
  const after = new Map(before);
  for (const [ref, version] of outcome) {
    if (version === null) after.delete(ref);
    else after.set(ref, version.version);
  }
  return after;
}
