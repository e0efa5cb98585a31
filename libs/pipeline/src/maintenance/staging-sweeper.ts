import { Injectable } from '@nestjs/common';
import { ExecutionRepository } from '@packyard/schema';
import { StagingArea } from '@packyard/store';

/** Removes the work in progress of executions that have ended, however they ended. */
@Injectable()
export class StagingSweeper {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly staging: StagingArea,
  ) {}

  async sweep(): Promise<void> {
    await this.staging.removeOldUploads();
    const staged = await this.staging.executionIds();
    if (staged.length === 0) return;
    for (const id of await this.executions.endedAmong(staged)) await this.staging.remove(String(id));
  }
}
