import { Injectable } from '@nestjs/common';
import type { TestResultOutput } from '@packyard/contracts';
import { countComponents } from '@packyard/pack';
import { ComponentRepository, PackProgressRepository, type Transaction, type UnitOfWork } from '@packyard/schema';
import { PackStore } from '@packyard/store';
import { componentChanges, type Registered } from '@packyard/versions';
import type { RegistrationCandidate } from './registration-candidate';

/** Stores in the execution what became of a registered pack. */
@Injectable()
export class RegistrationRecord {
  constructor(
    private readonly packProgress: PackProgressRepository,
    private readonly components: ComponentRepository,
    private readonly store: PackStore,
  ) {}

  async add(
    { transaction }: UnitOfWork,
    candidate: RegistrationCandidate,
    done: { registered: Registered; testResult: TestResultOutput | null },
  ): Promise<void> {
    const { pack, request, baseFolderLink } = candidate;
    const { registered, testResult } = done;
    const { former, isEnabled, supersededBy } = registered;
    const replaced = former !== null && former.version !== request.parsed.manifest.version ? former : undefined;
    await this.packProgress.storeRegistration(transaction, pack.id, {
      packId: registered.packId,
      packVersionId: registered.packVersionId,
      storagePath: isEnabled ? baseFolderLink.path : this.store.absolutePath(request.files.storagePath),
      isEnabled,
      componentChanges:
        replaced === undefined
          ? null
          : await this.countChanges(transaction, { from: replaced.id, to: registered.packVersionId }),
      components: countComponents(request.parsed.components),
      wasInstalled: registered.wasInstalled,
      testResult,
      validationErrors: request.parsed.problems,
      ...(replaced === undefined || supersededBy !== undefined ? {} : { replacedVersion: replaced.version }),
    });
    if (supersededBy !== undefined) {
      const warning = `It was not enabled: execution ${supersededBy}, a later request, has enabled another version meanwhile.`;
      await this.packProgress.addWarnings(transaction, pack.id, [warning]);
    }
  }

  private async countChanges(transaction: Transaction, versions: { from: number; to: number }) {
    const { added, changed, removed } = componentChanges(await this.components.compare(versions, transaction));
    return { added: added.length, changed: changed.length, removed: removed.length };
  }
}
