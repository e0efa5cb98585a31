import { Injectable } from '@nestjs/common';
import { type ExecutionOptions, type RejectedError, reportError } from '@packyard/contracts';
import { rolledBack, type UnstoredResult } from '@packyard/pipeline';
import {
  type ClaimedTask,
  EnvironmentRepository,
  type ExecutionPackEntity,
  ExecutionPackRepository,
  PackProgressRepository,
  type Transaction,
  type UnitOfWork,
} from '@packyard/schema';
import { RegistrationFailed, VersionRegistration } from '@packyard/versions';
import { RegistrationCandidates, type RegistrationCandidate } from '../registration-candidates';

/** Registers and enables all packs of an all-or-nothing request in one transaction and one generation. */
@Injectable()
export class AtomicRegistration {
  constructor(
    private readonly executionPacks: ExecutionPackRepository,
    private readonly packProgress: PackProgressRepository,
    private readonly environments: EnvironmentRepository,
    private readonly candidates: RegistrationCandidates,
    private readonly registration: VersionRegistration,
  ) {}

  async run(task: ClaimedTask, options: ExecutionOptions): Promise<UnstoredResult> {
    const packs = (await this.executionPacks.listOf(task.executionId)).filter(isWaiting);
    const candidates: RegistrationCandidate[] = [];
    for (const pack of packs) {
      const environments = await this.environments.usedBy(pack.id);
      const { id, sourceText, source, ref, version, downloadResult } = pack;
      const claimed = { id, sourceText, source, ref, version, downloadResult, environments };
      candidates.push(await this.candidates.read(claimed, task, options));
    }
    let failed: RegistrationFailed | undefined;
    return {
      isDurable: true,
      store: (unit) =>
        this.register(unit, packs, candidates).catch((error: unknown) => {
          if (!(error instanceof RegistrationFailed)) throw error;
          failed = error;
          throw error.cause;
        }),
      storeRejection: (transaction, error) => this.reject(transaction, { packs, candidates, failed, error }),
    };
  }

  private async register(
    unit: UnitOfWork,
    packs: readonly ExecutionPackEntity[],
    candidates: readonly RegistrationCandidate[],
  ): Promise<void> {
    const requests = candidates.map(({ request }) => request);
    const registered = await this.registration.registerAll(unit, requests, async (all) => {
      for (const [index, registered] of all.entries()) {
        const candidate = candidates[index];
        const testResult = packs[index]?.preparationResult?.testResult ?? null;
        if (candidate !== undefined) await this.candidates.record(unit, candidate, { registered, testResult });
      }
    });
    for (const [index, { isEnabled }] of registered.entries()) {
      if (isEnabled) await candidates[index]?.packsBaseDirLink.create(unit);
    }
  }

  /**
   * The pack that could not be registered fails with the reason, all others because of it. If no single pack is to blame,
   * all get the same error.
   */
  private async reject(transaction: Transaction, { packs, candidates, failed, error }: Rejection): Promise<void> {
    const failedPack = candidates.find(({ request }) => request === failed?.request)?.pack;
    for (const pack of packs) {
      const isCause = failedPack === undefined || failedPack.id === pack.id;
      const report = isCause ? reportError(error) : rolledBack(nameOf(pack), nameOf(failedPack));
      await this.packProgress.move(transaction, pack.id, { stage: 'register', status: 'failed', error: report });
    }
  }
}

interface Rejection {
  packs: readonly ExecutionPackEntity[];
  candidates: readonly RegistrationCandidate[];
  failed: RegistrationFailed | undefined;
  error: RejectedError;
}

/** Packs that failed when this was tried before stay so. */
function isWaiting({ preparationResult, status }: ExecutionPackEntity): boolean {
  return preparationResult !== null && (status === 'pending' || status === 'running');
}

function nameOf({ ref, sourceText }: Pick<ExecutionPackEntity, 'ref' | 'sourceText'>): string {
  return ref ?? sourceText;
}
