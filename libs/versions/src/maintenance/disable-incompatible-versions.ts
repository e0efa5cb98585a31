import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SERVICE } from '@packyard/contracts';
import { PackRepository } from '@packyard/schema';
import { RowLockedChanges } from '../row-locked-changes';
import { EnabledSet, changeToNone } from '../enabled-set';
import { InstalledVersions, type VersionWithStatus } from '../installed-versions';

/** At the start: what was enabled and does not fit this server any more is disabled, with a note that says why. */
@Injectable()
export class DisableIncompatibleVersions implements OnApplicationBootstrap {
  private readonly logger = new Logger(DisableIncompatibleVersions.name);

  constructor(
    private readonly changes: RowLockedChanges,
    private readonly packs: PackRepository,
    private readonly installed: InstalledVersions,
    private readonly enabledSet: EnabledSet,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const version of await this.installed.list()) {
      if (version.isEnabled && version.incompatibility !== undefined) await this.disable(version);
    }
  }

  private disable({ ref, version, incompatibility }: VersionWithStatus): Promise<void> {
    return this.changes.run(
      () => Promise.resolve([ref]),
      async (unit) => {
        const { transaction } = unit;
        const found = await this.installed.enabledOf(ref, transaction);
        if (found?.version !== version) return;
        const note = `disabled when the server started, because ${incompatibility ?? ''}`;
        const cause = { actor: SERVICE, reason: `${ref} ${version} was ${note}` };
        await this.enabledSet.apply(unit, { versionChanges: [changeToNone(found)], cause });
        await this.packs.setNote(transaction, found.packVersionId, note);
        this.logger.warn(`${ref} ${version} was ${note}.`);
      },
    );
  }
}
