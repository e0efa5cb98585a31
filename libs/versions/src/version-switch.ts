import { Injectable } from '@nestjs/common';
import { BUILT_IN_BUNDLE } from '@packyard/contracts';
import type { Transaction } from '@packyard/schema';
import { Changes } from './changes';
import { Dependants } from './dependants';
import type { MovedLinks } from './enabled-links';
import { EnabledSet, switchTo } from './enabled-set';
import { Installed, type KnownVersion, pick } from './installed';
import { incompatible, isProtected, notEnabled, nothingToEnable } from './refusals';

export interface SwitchOptions {
  actor: string;
  /** Although enabled packs need what is enabled now, or what is needed is not enabled. */
  force?: boolean;
  /** Disable the packs that need it as well. */
  cascade?: boolean;
}

export interface Switched {
  ref: string;
  /** Null when nothing is enabled any more. */
  version: string | null;
  former: string | null;
}

/** Enables and disables installed versions: one transaction, and one rename of a link. */
@Injectable()
export class VersionSwitch {
  constructor(
    private readonly changes: Changes,
    private readonly installed: Installed,
    private readonly dependants: Dependants,
    private readonly enabledSet: EnabledSet,
  ) {}

  /**
   * The highest compatible version when none is named.
   * @throws RejectedError PACK_NOT_FOUND, VERSION_NOT_FOUND, VERSION_INCOMPATIBLE, PACK_NEEDED or DEPENDENCY_MISSING
   */
  async enable(ref: string, version: string | undefined, { actor, force }: SwitchOptions): Promise<Switched> {
    return this.changes.run(
      () => Promise.resolve([ref]),
      async (transaction, moved) => {
        const versions = await this.installed.versionsOf(ref, transaction);
        const next = version === undefined ? highest(versions) : pick(versions, version);
        if (next.incompatibility !== undefined) throw incompatible(next);
        if (force !== true) await this.dependants.assertNothingBreaks(transaction, new Map([[ref, next]]));
        const switches = [switchTo(versions, next)];
        const why = { actor, reason: `enabled ${ref} ${next.version}` };
        await this.enabledSet.apply(transaction, { switches, why, moved });
        return { ref, version: next.version, former: enabledIn(versions)?.version ?? null };
      },
    );
  }

  /**
   * Whichever version is enabled; a version that is named has to be that one. Answers all that was disabled, the pack
   * itself last.
   * @throws RejectedError PACK_NOT_FOUND, VERSION_NOT_FOUND, PACK_NOT_ENABLED, PACK_PROTECTED or PACK_NEEDED
   */
  async disable(ref: string, version: string | undefined, options: SwitchOptions): Promise<Switched[]> {
    const alongWith = (transaction: Transaction) =>
      options.cascade === true ? this.dependants.allBrokenBy(transaction, [ref]) : Promise.resolve([]);
    return this.changes.run(
      async (transaction) => [...(await alongWith(transaction)), ref],
      async (transaction, moved) => {
        assertIsEnabled(await this.installed.versionsOf(ref, transaction), version);
        if (ref === BUILT_IN_BUNDLE) throw isProtected(ref, 'disabled');
        if (options.cascade !== true && options.force !== true) {
          await this.dependants.assertNothingBreaks(transaction, new Map([[ref, null]]));
        }
        const refs = [...(await alongWith(transaction)), ref];
        return this.disableAll(transaction, { refs, moved, actor: options.actor });
      },
    );
  }

  private async disableAll(
    transaction: Transaction,
    { refs, moved, actor }: { refs: readonly string[]; moved: MovedLinks; actor: string },
  ): Promise<Switched[]> {
    const packs: KnownVersion[][] = [];
    for (const ref of refs) packs.push(await this.installed.versionsOf(ref, transaction));
    const names = packs.map((versions) => `${versions[0]?.ref ?? ''} ${enabledIn(versions)?.version ?? ''}`);
    await this.enabledSet.apply(transaction, {
      switches: packs.map((versions) => switchTo(versions, null)),
      why: { actor, reason: `disabled ${names.join(', ')}` },
      moved,
    });
    return packs.map((versions, index) => ({
      ref: refs[index] ?? '',
      version: null,
      former: enabledIn(versions)?.version ?? null,
    }));
  }
}

export function enabledIn(versions: readonly KnownVersion[]): KnownVersion | undefined {
  return versions.find(({ isEnabled }) => isEnabled);
}

function highest(versions: readonly KnownVersion[]): KnownVersion {
  const compatible = versions.filter(({ incompatibility }) => incompatibility === undefined);
  // A pre-release is for those who ask for it by name, unless there is nothing else.
  const found = compatible.findLast(({ version }) => !version.includes('-')) ?? compatible.at(-1);
  if (found === undefined) throw nothingToEnable(versions);
  return found;
}

function assertIsEnabled(versions: readonly KnownVersion[], version: string | undefined): void {
  const enabled = enabledIn(versions);
  const named = version === undefined ? undefined : pick(versions, version);
  if (enabled === undefined || (named !== undefined && named !== enabled)) throw notEnabled(versions, named);
}
