import { Injectable } from '@nestjs/common';
import { type Actor, RejectedError } from '@packyard/contracts';
import {
  AuditRepository,
  PackRepository,
  type PackVersionEntity,
  ArchivedVersionRepository,
  type Transaction,
  type VersionIdentity,
} from '@packyard/schema';
import { InstalledVersions, type VersionWithStatus } from './installed-versions';
import { nameTaken, sameNameInOtherCase } from './refusals';
import { VersionRowRemoval } from './version-row-removal';

const BACK = 'kept since it was uninstalled or replaced';

export interface RestoredVersion {
  version: VersionWithStatus;
  /** It had been uninstalled or replaced. */
  isRestored: boolean;
  /** Other content of the same version was installed, and is not any more. */
  isInPlaceOfAnother: boolean;
}

/** Finds the version that a generation names, and installs it again from the archive when it is gone. */
@Injectable()
export class VersionRestore {
  constructor(
    private readonly packs: PackRepository,
    private readonly archived: ArchivedVersionRepository,
    private readonly installed: InstalledVersions,
    private readonly audit: AuditRepository,
    private readonly removal: VersionRowRemoval,
  ) {}

  /**
   * To be called while the pack is locked. With a version that is kept, the grants come back that went with it.
   * @throws RejectedError VERSION_NOT_FOUND when it is neither installed nor kept; NAME_TAKEN
   */
  async find(
    transaction: Transaction,
    { ref, wanted, actor }: { ref: string; wanted: VersionIdentity; actor: Actor },
  ): Promise<RestoredVersion> {
    const { packId } = await this.packs.lock(transaction, ref);
    const existing = await this.packs.findVersion(transaction, packId, wanted.version);
    const isThere = existing?.digest === wanted.digest;
    if (!isThere) await this.bringBack(transaction, { packId, ref, wanted, existing, actor });
    const version = await this.installed.find(ref, wanted.version, transaction);
    return { version, isRestored: !isThere, isInPlaceOfAnother: existing !== null && !isThere };
  }

  private async bringBack(
    transaction: Transaction,
    { packId, ref, wanted, existing, actor }: Replacement,
  ): Promise<void> {
    const kept = await this.archived.formatOf(transaction, ref, wanted);
    if (kept === undefined) throw isGone(ref, wanted);
    const others = await this.packs.formatsOf(transaction, packId);
    if (others.some((other) => (other === 'gort') !== (kept === 'gort'))) throw nameTaken(ref, kept);
    const other = await this.packs.findSameNameInOtherCase(transaction, ref);
    if (other !== undefined) throw sameNameInOtherCase(ref, other);
    if (existing !== null) await this.removal.archive(transaction, [existing.id]);
    const { grants } = await this.archived.restore(transaction, { packId, ref, ...wanted });
    await this.removal.removeLeftovers(transaction, [packId], actor);
    await this.audit.add(transaction, {
      actor,
      action: 'pack.install',
      subject: `pack ${ref}`,
      before: existing === null ? null : { version: existing.version, digest: existing.digest },
      after: { ...wanted, reason: BACK },
    });
    for (const { role, ...grant } of grants) {
      const after = { ...grant, reason: BACK };
      await this.audit.add(transaction, { actor, action: 'role.grant', subject: `role ${role}`, after });
    }
  }
}

interface Replacement {
  packId: number;
  ref: string;
  wanted: VersionIdentity;
  existing: PackVersionEntity | null;
  actor: Actor;
}

function isGone(ref: string, { version, digest }: VersionIdentity): RejectedError {
  return new RejectedError(
    'VERSION_NOT_FOUND',
    `${ref} ${version} (${digest.slice(0, 19)}) is neither installed nor kept any more, so this generation can't be restored.`,
    { hint: 'Install that version again from its source, then roll back; or choose another generation.' },
  );
}
