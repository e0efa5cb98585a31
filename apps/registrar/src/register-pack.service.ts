import { Injectable } from '@nestjs/common';
import type { ExecutionOptions, TestResultOutput } from '@packyard/contracts';
import type { StageOutcome } from '@packyard/pipeline';
import type { ClaimedTask } from '@packyard/schema';
import { BaseFolder } from './base-folder';
import { Registration, type UndoStep } from './registration';
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
    const undo: UndoStep[] = [];
    return {
      store: (transaction) => this.registration.register(transaction, { ...subject, testResult, place }, undo),
      undo: async () => {
        for (const step of undo) await step();
      },
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
