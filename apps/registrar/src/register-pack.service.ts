import { Injectable } from '@nestjs/common';
import type { ExecutionOptions, TestResultOutput } from '@packyard/contracts';
import type { StageOutcome } from '@packyard/pipeline';
import type { ClaimedTask } from '@packyard/schema';
import { BaseFolder } from './base-folder';
import { Registration } from './registration';
import { type Subject, SubjectReader } from './subject-reader';
import { TestStep } from './test-step';

/** Checks a pack once more, tests it, publishes it and enables it. */
@Injectable()
export class RegisterPackService {
  constructor(
    private readonly subjects: SubjectReader,
    private readonly tests: TestStep,
    private readonly baseFolder: BaseFolder,
    private readonly registration: Registration,
  ) {}

  async run(task: ClaimedTask, options: ExecutionOptions, signal: AbortSignal): Promise<StageOutcome> {
    const subject = await this.subjects.read(task, options);
    const place = await this.baseFolder.prepare(subject.parsed.manifest.ref, options);
    const testResult = options.skipTests ? null : await this.test(task, { subject, options }, signal);
    signal.throwIfAborted();
    let restoreLink: (() => Promise<void>) | undefined;
    return {
      store: async (transaction) => {
        restoreLink = await this.registration.register(transaction, { ...subject, testResult, place });
      },
      undo: async () => restoreLink?.(),
    };
  }

  private test(
    task: ClaimedTask,
    { subject, options }: { subject: Subject; options: ExecutionOptions },
    signal: AbortSignal,
  ): Promise<TestResultOutput> {
    const { content, parsed, environments } = subject;
    const { manifest } = parsed;
    const order = { task, trigger: 'register' as const, folder: content.folder, manifest, environments };
    return this.tests.run({ ...order, mayFail: options.force }, signal);
  }
}
