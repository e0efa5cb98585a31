import { Injectable } from '@nestjs/common';
import { type AttuneTestResult, RejectedError } from '@packyard/contracts';
import { ExecutionPackRepository, type PackTestEntity, PackTestRepository } from '@packyard/schema';
import { presentTestResult } from '../pack-tests/present-pack-test';
import { type ActionRequest, RunActionService } from './run-action.service';

interface InstalledOne {
  ref: string;
  /** Null when tests were skipped or the pack has none. */
  testResult: AttuneTestResult | null;
}

/** Installs one pack for a route, and throws when it fails. */
@Injectable()
export class InstallOneService {
  constructor(
    private readonly actions: RunActionService,
    private readonly packs: ExecutionPackRepository,
    private readonly tests: PackTestRepository,
  ) {}

  /** @throws RejectedError with the pack's error */
  async run(asked: Omit<ActionRequest, 'idempotencyKey'>): Promise<InstalledOne> {
    const { id } = await this.actions.run(asked);
    const packs = await this.packs.listOf(id);
    const wanted = packs.find(({ origin }) => origin === 'request');
    const failed = [wanted, ...packs].find((pack) => pack?.status !== 'completed');
    if (wanted?.status !== 'completed' || wanted.ref === null) {
      const { code, message, hint } = failed?.error ?? {
        code: 'CANCELLED' as const,
        message: `Execution ${id} was cancelled.`,
      };
      throw new RejectedError(code, message, hint === undefined ? {} : { hint });
    }
    const run = wanted.registrationResult?.testResult ? await this.latestRun(wanted.ref) : undefined;
    return { ref: wanted.ref, testResult: run === undefined ? null : presentTestResult(run) };
  }

  private async latestRun(ref: string): Promise<PackTestEntity | undefined> {
    const [[latest]] = await this.tests.list(ref, { limit: 1, offset: 0 });
    return latest?.report.status === 'none' ? undefined : latest;
  }
}
