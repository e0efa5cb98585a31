import { Injectable, Logger } from '@nestjs/common';
import { EnvironmentRepository } from '@packyard/schema';
import { EnvironmentStore } from '@packyard/store';

/** Removes folders of builds that are neither in use nor being built: of crashes, and of builds that were replaced. */
@Injectable()
export class BuildSweeper {
  private readonly logger = new Logger(BuildSweeper.name);

  constructor(
    private readonly environments: EnvironmentRepository,
    private readonly store: EnvironmentStore,
  ) {}

  /** The folders are listed before the rows are read: a build that ends in between is in use by then. */
  async sweep(): Promise<void> {
    const found = await this.store.paths();
    const inUse = new Set([...(await this.environments.pathsBeingBuilt()), ...(await this.environments.readyPaths())]);
    for (const path of found) {
      if (inUse.has(path)) continue;
      this.logger.log(`Removing the environment build ${path}, which no pack uses.`);
      await this.store.remove(path);
    }
  }
}
