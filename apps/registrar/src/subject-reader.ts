import { Injectable } from '@nestjs/common';
import type { ExecutionOptions } from '@packyard/contracts';
import { readPack } from '@packyard/pack';
import {
  type ClaimedTask,
  EnvironmentRepository,
  ExecutionPackRepository,
  ExecutionRepository,
} from '@packyard/schema';
import type { PackRegistration } from './registration';
import { StagedContent } from './staged-content';

/** What is to be registered, before it was tested. */
export type Subject = Omit<PackRegistration, 'testResult' | 'place'>;

@Injectable()
export class SubjectReader {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly packs: ExecutionPackRepository,
    private readonly environments: EnvironmentRepository,
    private readonly content: StagedContent,
  ) {}

  /** Checks and reads the pack once more: it may have waited for long. */
  async read(
    task: ClaimedTask,
    { skipValidation, skipDependencies, force, enable, atomic }: ExecutionOptions,
  ): Promise<Subject> {
    if (task.packId === null) throw new Error(`Task ${task.id} names no pack to register`);
    const pack = await this.packs.find(task.packId);
    const content = await this.content.find(pack);
    return {
      pack,
      content,
      source: pack.source,
      executionId: task.executionId,
      parsed: await readPack(content.folder, { skipComponents: skipValidation, repairManifest: skipValidation }),
      environments: await this.environments.usedBy(pack.id),
      actor: (await this.executions.find(task.executionId))?.requestedBy ?? 'unknown',
      mayReplace: force,
      mayBreak: force || skipDependencies,
      enable,
      together: await this.mayBeTakenBack(task, { atomic, force }),
    };
  }

  /** Everything of the execution, this pack included: which of it may be seen only when all has ended. */
  private async mayBeTakenBack(
    { executionId }: ClaimedTask,
    { atomic, force }: { atomic: boolean; force: boolean },
  ): Promise<string[]> {
    if (force && !atomic) return [];
    return (await this.packs.listOf(executionId)).flatMap(({ ref }) => ref ?? []);
  }
}
