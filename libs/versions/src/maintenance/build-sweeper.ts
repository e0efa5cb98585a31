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
    await this.repairLinks();
    const inUse = new Set([...(await this.environments.pathsBeingBuilt()), ...(await this.environments.readyPaths())]);
    for (const path of found) {
      if (inUse.has(path)) continue;
      this.logger.log(`Removing the environment build ${path}, which no pack uses.`);
      await this.store.remove(path);
    }
  }

  /** A rebuild moves the link before it is committed: when it never was, the link goes back to what the database names. */
  private async repairLinks(): Promise<void> {
    const building = new Set(await this.environments.pathsBeingBuilt());
    for (const path of await this.environments.readyPaths()) {
      const selected = await this.store.selected(path);
      if (selected === path || (selected !== undefined && building.has(selected))) continue;
      if (!(await this.store.exists(path))) continue;
      this.logger.warn(`The link to the environment ${path} did not agree with the database and was repaired.`);
      await this.store.select(path);
    }
  }
}
