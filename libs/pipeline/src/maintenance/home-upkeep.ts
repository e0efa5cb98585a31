import { Injectable, Logger } from '@nestjs/common';
import { EnvironmentRepository } from '@packyard/schema';
import { CacheCleaner, GarbageCollection, InterpreterCleaner } from '@packyard/store';
import { HomeSizeLimit } from './home-size-limit';
import { HomeSweepers } from './home-sweepers';
import { MaintenancePolicy } from './maintenance-policy';

/**
 * Where each process has a home of its own, each tidies it: the maintenance, which one process does for all, sees but its
 * own. What nothing needs any more goes, and of the rest what does not fit. Several may share a home.
 */
@Injectable()
export class HomeUpkeep {
  private readonly logger = new Logger(HomeUpkeep.name);

  constructor(
    private readonly sizeLimit: HomeSizeLimit,
    private readonly policy: MaintenancePolicy,
    private readonly sweepers: HomeSweepers,
    private readonly caches: CacheCleaner,
    private readonly interpreters: InterpreterCleaner,
    private readonly environments: EnvironmentRepository,
  ) {}

  /** One step that fails keeps none of the others from being done. */
  async run(): Promise<void> {
    if (!this.sizeLimit.homesAreSeparate) return;
    const collection = new GarbageCollection(false);
    const { staging, uploads, packStore, builds, lockfiles } = this.sweepers;
    const steps: Record<string, () => Promise<unknown>> = {
      staging: () => staging.collect(collection),
      uploads: () => uploads.clean(this.policy.uploadHours, collection),
      content: () => packStore.sweep(collection),
      environments: () => builds.sweep(collection),
      locks: () => lockfiles.sweep(collection),
      caches: async () => {
        if ((await this.environments.pathsBeingBuilt()).length > 0) return;
        await this.caches.clean(this.policy.cache, collection);
        await this.interpreters.clean(this.policy.versions.unusedEnvironmentHours, collection);
      },
      bound: () => this.sizeLimit.keep(collection),
    };
    for (const [name, step] of Object.entries(steps)) {
      await step().catch((error: unknown) => {
        const reason = error instanceof Error ? error.stack : String(error);
        this.logger.warn(`Tidying the ${name} of this home failed and is tried again: ${reason ?? ''}`);
      });
    }
  }
}
