import { Injectable } from '@nestjs/common';
import { type ExecutionOptions, optionsOf, type Stage, type TestResultOutput } from '@packyard/contracts';
import { readPack } from '@packyard/pack';
import type { StageHandler, StageOutcome } from '@packyard/pipeline';
import {
  type ClaimedTask,
  EnvironmentRepository,
  ExecutionPackRepository,
  ExecutionRepository,
} from '@packyard/schema';
import { BaseFolder } from './base-folder';
import { InstalledTests } from './installed-tests';
import { Registration, type RegistrationOrder } from './registration';
import { StagedContent } from './staged-content';
import { TestStep } from './test-step';

type Subject = Omit<RegistrationOrder, 'testResult' | 'place'>;

/** Stage 4: checks a pack once more, tests it, publishes it and enables it. */
@Injectable()
export class RegisterService implements StageHandler {
  readonly stage = 'register' satisfies Stage;

  constructor(
    private readonly executions: ExecutionRepository,
    private readonly packs: ExecutionPackRepository,
    private readonly environments: EnvironmentRepository,
    private readonly content: StagedContent,
    private readonly tests: TestStep,
    private readonly baseFolder: BaseFolder,
    private readonly registration: Registration,
    private readonly installed: InstalledTests,
  ) {}

  async run(task: ClaimedTask, signal: AbortSignal): Promise<StageOutcome> {
    const options = optionsOf(await this.executions.find(task.executionId));
    if (options.action === 'core.test_packs') return this.installed.run(task, signal);
    const subject = await this.prepare(task, options);
    const place = await this.baseFolder.prepare(subject.parsed.manifest.ref, options);
    const testResult = await this.test(task, { subject, options }, signal);
    signal.throwIfAborted();
    let restoreLink: (() => Promise<void>) | undefined;
    return {
      store: async (transaction) => {
        restoreLink = await this.registration.register(transaction, { ...subject, testResult, place });
      },
      undo: async () => restoreLink?.(),
    };
  }

  private async prepare(task: ClaimedTask, options: ExecutionOptions): Promise<Subject> {
    if (task.packId === null) throw new Error(`Task ${task.id} names no pack to register`);
    const pack = await this.packs.find(task.packId);
    const content = await this.content.find(pack);
    return {
      pack,
      content,
      parsed: await readPack(content.folder, {
        skipComponents: options.skipValidation,
        repairManifest: options.skipValidation,
      }),
      environments: await this.environments.usedBy(pack.id),
      mayReplace: options.force,
    };
  }

  private test(
    task: ClaimedTask,
    { subject, options }: { subject: Subject; options: ExecutionOptions },
    signal: AbortSignal,
  ): Promise<TestResultOutput | null> {
    if (options.skipTests) return Promise.resolve(null);
    const { content, parsed, environments } = subject;
    return this.tests.run(
      {
        task,
        trigger: 'register',
        folder: content.folder,
        manifest: parsed.manifest,
        environments,
        mayFail: options.force,
      },
      signal,
    );
  }
}
