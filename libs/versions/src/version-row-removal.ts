import { Injectable } from '@nestjs/common';
import type { Actor, ExecutionId } from '@packyard/contracts';
import { AuditRepository, PackRepository, ArchivedVersionRepository, type Transaction } from '@packyard/schema';

export interface RemovableVersion {
  packId: number;
  packVersionId: number;
  ref: string;
  version: string;
}

/** Takes versions out of the database, with what only they gave a meaning. */
@Injectable()
export class VersionRowRemoval {
  constructor(
    private readonly packs: PackRepository,
    private readonly archived: ArchivedVersionRepository,
    private readonly audit: AuditRepository,
  ) {}

  /** What a generation remembers is kept aside. To be called while the packs are locked, and none is enabled any more. */
  async remove(transaction: Transaction, going: readonly RemovableVersion[], actor: Actor): Promise<void> {
    const ids = going.map(({ packVersionId }) => packVersionId);
    await this.archive(transaction, ids);
    for (const ref of new Set(going.map((version) => version.ref))) {
      const before = { versions: going.filter((version) => version.ref === ref).map(({ version }) => version) };
      await this.audit.add(transaction, { actor, action: 'pack.uninstall', subject: `pack ${ref}`, before });
    }
    await this.removeLeftovers(
      transaction,
      going.map(({ packId }) => packId),
      actor,
    );
  }

  /** For versions that others take the place of, also for as long as an execution may yet be taken back. */
  async archive(transaction: Transaction, packVersionIds: readonly number[], replacedBy?: ExecutionId): Promise<void> {
    await this.archived.archive(transaction, packVersionIds, replacedBy);
    await this.packs.removeVersions(transaction, packVersionIds);
  }

  /** Packs that have no version left, and grants of permissions that no version declares any more. */
  async removeLeftovers(transaction: Transaction, packIds: readonly number[], actor: Actor): Promise<void> {
    const grants = await this.packs.removeLeftovers(transaction, [...new Set(packIds)]);
    for (const { role, ...before } of grants) {
      const after = { reason: `no version of ${before.bundle} declares it any more` };
      await this.audit.add(transaction, { actor, action: 'role.revoke', subject: `role ${role}`, before, after });
    }
  }
}
