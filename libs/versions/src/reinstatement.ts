import { Injectable } from '@nestjs/common';
import { RejectedError } from '@packyard/contracts';
import {
  AuditRepository,
  PackRepository,
  RetiredVersionRepository,
  type Transaction,
  type VersionIdentity,
} from '@packyard/schema';
import { Installed, type KnownVersion } from './installed';
import { Removal } from './removal';

export interface Reinstated {
  version: KnownVersion;
  /** It had been uninstalled or replaced. */
  isReinstated: boolean;
}

/** Finds the version that a generation names, and installs it again from what was kept when it is gone. */
@Injectable()
export class Reinstatement {
  constructor(
    private readonly packs: PackRepository,
    private readonly retired: RetiredVersionRepository,
    private readonly installed: Installed,
    private readonly audit: AuditRepository,
    private readonly removal: Removal,
  ) {}

  /**
   * To be called while the pack is locked.
   * @throws RejectedError VERSION_NOT_FOUND when it is neither installed nor kept
   */
  async find(
    transaction: Transaction,
    { ref, wanted, actor }: { ref: string; wanted: VersionIdentity; actor: string },
  ): Promise<Reinstated> {
    const { packId } = await this.packs.lock(transaction, ref);
    const existing = await this.packs.findVersion(transaction, packId, wanted.version);
    const isThere = existing?.digest === wanted.digest;
    if (!isThere) {
      if (!(await this.retired.has(transaction, ref, wanted))) throw isGone(ref, wanted);
      if (existing !== null) await this.removal.retire(transaction, [existing.id]);
      await this.retired.reinstate(transaction, { packId, ref, ...wanted });
      await this.removal.removeLeftovers(transaction, [packId], actor);
      await this.audit.add(transaction, {
        actor,
        action: 'pack.install',
        subject: `pack ${ref}`,
        before: existing === null ? null : { version: existing.version, digest: existing.digest },
        after: { version: wanted.version, digest: wanted.digest, reason: 'kept since it was uninstalled or replaced' },
      });
    }
    const version = await this.installed.find(ref, wanted.version, transaction);
    return { version, isReinstated: !isThere };
  }
}

function isGone(ref: string, { version, digest }: VersionIdentity): RejectedError {
  return new RejectedError(
    'VERSION_NOT_FOUND',
    `${ref} ${version} (${digest.slice(0, 19)}) is neither installed nor kept any more, so this generation can't be restored.`,
    { hint: 'Install that version again from its source, then roll back; or choose another generation.' },
  );
}
