import { Injectable, Logger } from '@nestjs/common';
import { ExecutionRepository } from '@packyard/schema';
import { type GarbageCollection, HomeLayout, StagingArea } from '@packyard/store';

/** Removes the work in progress of executions that have ended, however they ended. */
@Injectable()
export class StagingSweeper {
  private readonly logger = new Logger(StagingSweeper.name);

  constructor(
    private readonly executions: ExecutionRepository,
    private readonly staging: StagingArea,
    private readonly layout: HomeLayout,
  ) {}

  async sweep(): Promise<void> {
    for (const id of await this.ended())
      await this.attempt(`The staging of execution ${id}`, () => this.staging.remove(String(id)));
    await this.attempt('What was left of trying containment', () => this.staging.removeLeftProbes());
  }

  /** It keeps none of the others waiting, and is tried again. */
  private async attempt(what: string, remove: () => Promise<void>): Promise<void> {
    try {
      await remove();
    } catch (error) {
      this.logger.error(`${what} can't be removed.`, error instanceof Error ? error.stack : String(error));
    }
  }

  async collect(collection: GarbageCollection): Promise<void> {
    for (const id of await this.ended()) {
      const place = this.staging.absolutePath(String(id));
      const garbage = {
        kind: 'staging',
        path: this.layout.relativePath(place),
        reason: 'its execution has ended',
      } as const;
      await collection.take(garbage, [place], () => this.staging.remove(String(id)));
    }
  }

  private async ended(): Promise<number[]> {
    const staged = await this.staging.executionIds();
    return staged.length === 0 ? [] : this.executions.endedAmong(staged);
  }
}
