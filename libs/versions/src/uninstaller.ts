import { Injectable } from '@nestjs/common';
import { type Actor, BUILT_IN_BUNDLE, RejectedError } from '@packyard/contracts';
import type { Transaction, UnitOfWork } from '@packyard/schema';
import { RowLockedChanges } from './row-locked-changes';
import { Dependants } from './dependants';
import { EnabledSet, changeToNone } from './enabled-set';
import { InstalledVersions, type VersionWithStatus } from './installed-versions';
import { packProtected, oneVersionEnabled, versionEnabled } from './refusals';
import { VersionRowRemoval } from './version-row-removal';

/** Which versions: one, all that are disabled, all that this server can't enable, or all. */
export type Selection =
  { which: 'version'; version: string } | { which: 'clean' } | { which: 'incompatible' } | { which: 'all' };

export interface UninstallOptions {
  actor: Actor;
  /** Although a version is enabled, or enabled packs need it. */
  force?: boolean;
  /** Although a version is enabled. */
  evenIfEnabled?: boolean;
  /** The packs that need it go with all their versions too. */
  cascade?: boolean;
}

export interface Uninstalled {
  ref: string;
  version: string;
}

/** Takes versions off, all in one transaction. What a generation remembers is kept aside, so that rolling back works. */
@Injectable()
export class Uninstaller {
  constructor(
    private readonly changes: RowLockedChanges,
    private readonly installed: InstalledVersions,
    private readonly dependants: Dependants,
    private readonly enabledSet: EnabledSet,
    private readonly removal: VersionRowRemoval,
  ) {}

  /**
   * Returns what is gone, dependants first, each in the order of its versions; nothing when there was nothing to do.
   * @throws RejectedError PACK_NOT_FOUND, VERSION_NOT_FOUND, VERSION_ENABLED, PACK_PROTECTED or PACK_NEEDED
   */
  async uninstall(ref: string, selection: Selection, options: UninstallOptions): Promise<Uninstalled[]> {
    const alongWith = async (transaction: Transaction) =>
      options.cascade === true ? this.dependantsOf(transaction, await this.select(transaction, ref, selection)) : [];
    return this.changes.run(
      async (transaction) => [...(await alongWith(transaction)), ref],
      async (unit) => {
        const { transaction } = unit;
        const going = await this.select(transaction, ref, selection);
        assertMayGo(going, { selection, options });
        const dependants = await alongWith(transaction);
        if (options.force !== true && options.cascade !== true) await this.assertUnneeded(transaction, going);
        for (const dependant of dependants.reverse()) {
          going.unshift(...(await this.installed.versionsOf(dependant, transaction)));
        }
        await this.remove(unit, { going, actor: options.actor });
        return going.map(({ ref: name, version }) => ({ ref: name, version }));
      },
    );
  }

  /** In the order of versions. */
  private async select(transaction: Transaction, ref: string, selection: Selection): Promise<VersionWithStatus[]> {
    if (selection.which === 'version') return [await this.installed.find(ref, selection.version, transaction)];
    const versions = await this.installed.versionsOf(ref, transaction);
    switch (selection.which) {
      case 'clean':
        return versions.filter((version) => !version.isEnabled);
      case 'incompatible':
        return versions.filter(({ incompatibility }) => incompatibility !== undefined);
      case 'all':
        return versions;
    }
  }

  /** Who needs what is going, and who needs them in turn; whoever needs most stands first. */
  private async dependantsOf(transaction: Transaction, going: readonly VersionWithStatus[]): Promise<string[]> {
    const needs = await this.dependants.unmetBy(transaction, going);
    const direct = [...new Set(needs.map(({ dependant }) => dependant))];
    return [...(await this.dependants.allBrokenBy(transaction, direct)), ...direct];
  }

  /** An enabled pack may need a version that is disabled just now, when it was forced to be. */
  private async assertUnneeded(transaction: Transaction, going: readonly VersionWithStatus[]): Promise<void> {
    const needs = await this.dependants.unmetBy(transaction, going);
    if (needs.length === 0) return;
    const { ref } = going[0] ?? { ref: '' };
    const names = [...new Set(needs.map((need) => `${need.dependant} ${need.dependantVersion}`))].join(', ');
    throw new RejectedError('PACK_NEEDED', `Pack '${ref}' can't be uninstalled, because ${names} needs it.`, {
      hint: 'Uninstall that first, or set cascade to take it along, or force to do it nevertheless.',
    });
  }

  private async remove(
    unit: UnitOfWork,
    { going, actor }: { going: readonly VersionWithStatus[]; actor: Actor },
  ): Promise<void> {
    const names = going.map(({ ref, version }) => `${ref} ${version}`).join(', ');
    const enabled = going.filter((version) => version.isEnabled);
    const cause = { actor, reason: `uninstalled ${names}` };
    await this.enabledSet.apply(unit, { versionChanges: enabled.map(changeToNone), cause });
    await this.removal.remove(unit.transaction, going, actor);
  }
}

/** @throws RejectedError VERSION_ENABLED or PACK_PROTECTED */
function assertMayGo(
  going: readonly VersionWithStatus[],
  { selection, options }: { selection: Selection; options: UninstallOptions },
): void {
  const enabled = going.find((version) => version.isEnabled);
  if (enabled === undefined) return;
  if (enabled.ref === BUILT_IN_BUNDLE) throw packProtected(enabled.ref, 'uninstalled');
  if (options.force === true || options.cascade === true || options.evenIfEnabled === true) return;
  throw selection.which === 'all' ? oneVersionEnabled(enabled) : versionEnabled(enabled);
}
