import { Injectable } from '@nestjs/common';
import { type ExecutionOptions, optionsOf, type Stage } from '@packyard/contracts';
import type { StageHandler, UnstoredResult } from '@packyard/pipeline';
import {
  type ClaimedPack,
  type ClaimedTask,
  ExecutionPackRepository,
  PackProgressRepository,
  type UnitOfWork,
} from '@packyard/schema';
import { VersionRegistration } from '@packyard/versions';
import { AtomicRegistration } from './closing/atomic-registration';
import { BrokenUpgradeUndo } from './closing/broken-upgrade-undo';
import { InstalledTests } from './installed-tests/installed-tests';
import { RegistrationCandidates, type RegistrationCandidate } from './registration-candidates';
import { type TestRun, TestStep } from './test-step';

/**
 * Stage 4: checks a pack once more, tests it, publishes it and enables it; or, of an all-or-nothing request, prepares it for
 * that. At the end, what concerns all packs of a request. `core.test_packs` only tests.
 */
@Injectable()
export class RegisterHandler implements StageHandler {
  readonly stage = 'register' satisfies Stage;

  constructor(
    private readonly candidates: RegistrationCandidates,
    private readonly tests: TestStep,
    private readonly executionPacks: ExecutionPackRepository,
    private readonly packProgress: PackProgressRepository,
    private readonly registration: VersionRegistration,
    private readonly atomic: AtomicRegistration,
    private readonly brokenUpgrades: BrokenUpgradeUndo,
    private readonly installedTests: InstalledTests,
  ) {}

  async run(task: ClaimedTask, signal: AbortSignal): Promise<UnstoredResult> {
    const options = optionsOf(task.execution);
    const { pack } = task;
    if (pack === null) return options.atomic ? this.atomic.run(task, options) : this.brokenUpgrades.run(task);
    return options.action === 'core.test_packs'
      ? this.installedTests.run({ task, pack }, signal)
      : this.runForPack({ task, pack }, options, signal);
  }

  private async runForPack(
    { task, pack }: { task: ClaimedTask; pack: ClaimedPack },
    options: ExecutionOptions,
    signal: AbortSignal,
  ): Promise<UnstoredResult> {
    const candidate = await this.candidates.read(pack, task, options);
    const test = options.skipTests ? undefined : await this.test(task, { candidate, mayFail: options.force }, signal);
    signal.throwIfAborted();
    const testResult = test?.result ?? null;
    return {
      isDurable: !options.atomic,
      store: async (unit) => {
        await test?.record(unit.transaction);
        if (options.atomic) await this.packProgress.storePreparation(unit.transaction, pack.id, { testResult });
        else await this.register(unit, candidate, testResult);
      },
    };
  }

  private async register(
    unit: UnitOfWork,
    candidate: RegistrationCandidate,
    testResult: TestRun['result'] | null,
  ): Promise<void> {
    const { request } = candidate;
    // What needs this pack may be about to be replaced as well.
    const underWay = () => this.executionPacks.refsUnderWay(unit.transaction, candidate.pack.id);
    const { isEnabled } = await this.registration.register(unit, { ...request, underWay }, async ([registered]) => {
      if (registered !== undefined) await this.candidates.record(unit, candidate, { registered, testResult });
    });
    if (isEnabled) await candidate.packsBaseDirLink.create(unit);
  }

  private async test(
    task: ClaimedTask,
    { candidate, mayFail }: { candidate: RegistrationCandidate; mayFail: boolean },
    signal: AbortSignal,
  ): Promise<TestRun> {
    const { files, parsed } = candidate.request;
    const request = {
      task,
      trigger: 'register' as const,
      folder: files.folder,
      manifest: parsed.manifest,
      environments: await this.registration.environmentsFor(candidate.request),
    };
    return this.tests.run({ ...request, mayFail }, signal);
  }
}
