import { Injectable } from '@nestjs/common';
import { type Actor, BUILT_IN_BUNDLE } from '@packyard/contracts';
import type { Transaction, UnitOfWork } from '@packyard/schema';
import { RowLockedChanges } from './row-locked-changes';
import { Dependants } from './dependants';
import { EnabledSet, changeToNone, changeTo } from './enabled-set';
import { InstalledVersions, type VersionWithStatus } from './installed-versions';
import { UnneededPacks } from './unneeded-packs';
import { incompatible, packProtected, notEnabled, nothingToEnable } from './refusals';

export interface VersionChangeOptions {
  actor: Actor;
  /** Although enabled packs need what is enabled now, or what is needed is not enabled. */
  force?: boolean;
  /** Disable the packs that need it as well. */
  cascade?: boolean;
}

export interface VersionChanged {
  ref: string;
  /** Null when nothing is enabled any more. */
  version: string | null;
  former: string | null;
}

/** Enables and disables installed versions: one transaction, and one rename of a link. */
@Injectable()
export class VersionEnabling {
  constructor(
    private readonly changes: RowLockedChanges,
    private readonly installed: InstalledVersions,
    private readonly dependants: Dependants,
    private readonly enabledSet: EnabledSet,
    private readonly unneeded: UnneededPacks,
  ) {}

  /**
   * The highest compatible version when none is named.
   * @throws RejectedError PACK_NOT_FOUND, VERSION_NOT_FOUND, VERSION_INCOMPATIBLE, PACK_NEEDED or DEPENDENCY_MISSING
   */
  async enable(
    ref: string,
    version: string | undefined,
    { actor, force }: VersionChangeOptions,
  ): Promise<VersionChanged> {
    return this.changes.run(
      () => Promise.resolve([ref]),
      async (unit) => {
        const { transaction } = unit;
        const next =
          version === undefined
            ? highest(await this.installed.versionsOf(ref, transaction))
            : await this.installed.find(ref, version, transaction);
        if (next.incompatibility !== undefined) throw incompatible(next);
        if (force !== true) await this.dependants.assertNothingBreaks(transaction, new Map([[ref, next]]));
        const former = await this.installed.enabledOf(ref, transaction);
        const cause = { actor, reason: `enabled ${ref} ${next.version}` };
        await this.enabledSet.apply(unit, { versionChanges: [changeTo(former, next)], cause });
        return { ref, version: next.version, former: former?.version ?? null };
      },
    );
  }

  /**
   * Whichever version is enabled; a version that is named has to be that one. Returns all that was disabled, the pack
   * itself last.
   * @throws RejectedError PACK_NOT_FOUND, VERSION_NOT_FOUND, PACK_NOT_ENABLED, PACK_PROTECTED or PACK_NEEDED
   */
  async disable(ref: string, version: string | undefined, options: VersionChangeOptions): Promise<VersionChanged[]> {
    const alongWith = (transaction: Transaction) =>
      options.cascade === true ? this.dependants.allBrokenBy(transaction, [ref]) : Promise.resolve([]);
    return this.changes.run(
      async (transaction) => [...(await alongWith(transaction)), ref],
      async (unit) => {
        const { transaction } = unit;
        await this.assertIsEnabled(transaction, ref, version);
        if (ref === BUILT_IN_BUNDLE) throw packProtected(ref, 'disabled');
        if (options.cascade !== true && options.force !== true) {
          await this.dependants.assertNothingBreaks(transaction, new Map([[ref, null]]), { mayCascade: true });
        }
        const refs = [...(await alongWith(transaction)), ref];
        return this.disableAll(unit, { refs, actor: options.actor });
      },
    );
  }

  /** Disables what is neither one of the packs nor needed by them. Returns it, by name. */
  async keepOnly(refs: readonly string[], { actor }: VersionChangeOptions): Promise<VersionChanged[]> {
    return this.changes.run(
      (transaction) => this.unneeded.possiblyUnneeded(transaction),
      async (unit) => {
        const going = (await this.unneeded.unneededBeside(unit.transaction, refs)).map(({ ref }) => ref);
        return going.length === 0 ? [] : this.disableAll(unit, { refs: going, actor });
      },
    );
  }

  private async disableAll(
    unit: UnitOfWork,
    { refs, actor }: { refs: readonly string[]; actor: Actor },
  ): Promise<VersionChanged[]> {
    const enabled: VersionWithStatus[] = [];
    for (const ref of refs) enabled.push(...(await this.enabledVersion(unit.transaction, ref)));
    const names = enabled.map(({ ref, version }) => `${ref} ${version}`).join(', ');
    const cause = { actor, reason: `disabled ${names}` };
    await this.enabledSet.apply(unit, { versionChanges: enabled.map(changeToNone), cause });
    return enabled.map(({ ref, version }) => ({ ref, version: null, former: version }));
  }

  private async enabledVersion(transaction: Transaction, ref: string): Promise<VersionWithStatus[]> {
    const found = await this.installed.enabledOf(ref, transaction);
    return found === undefined ? [] : [found];
  }

  private async assertIsEnabled(transaction: Transaction, ref: string, version: string | undefined): Promise<void> {
    const named = version === undefined ? undefined : await this.installed.find(ref, version, transaction);
    const [enabled] = await this.enabledVersion(transaction, ref);
    if (enabled === undefined) await this.installed.versionsOf(ref, transaction);
    if (enabled === undefined || (named !== undefined && named.version !== enabled.version)) {
      throw notEnabled(ref, { enabled: enabled?.version, named: named?.version });
    }
  }
}

function highest(versions: readonly VersionWithStatus[]): VersionWithStatus {
  const compatible = versions.filter(({ incompatibility }) => incompatibility === undefined);
  // A pre-release is for those who ask for it by name, unless there is nothing else.
  const found = compatible.findLast(({ version }) => !version.includes('-')) ?? compatible.at(-1);
  if (found === undefined) throw nothingToEnable(versions);
  return found;
}
