import { Injectable, Logger } from '@nestjs/common';
import { EnvironmentRepository } from '@packyard/schema';
import {
  CacheCleaner,
  type CollectedGarbage,
  GarbageCollection,
  InterpreterCleaner,
  UploadCleaner,
} from '@packyard/store';
import { ContentStoreSweeper, StoreCleaner, type StoreCleaned } from '@packyard/versions';
import { MaintenancePolicy } from './maintenance-policy';
import { type RowCounts, RowCleaner } from './row-cleaner';
import { StagingSweeper } from './staging-sweeper';

export interface MaintenanceRequest {
  /** Nothing is removed; what would be is told. */
  isRehearsal?: boolean;
  /** What nothing uses goes although it might be used again soon. */
  isThorough?: boolean;
  /** Ends it between two steps. */
  signal?: AbortSignal;
}

export interface MaintenanceReport {
  isRehearsal: boolean;
  /** False when somebody was just publishing, or something failed: then the rest goes the next time. */
  isComplete: boolean;
  bytes: number;
  items: CollectedGarbage[];
  rows: Partial<RowCounts & Omit<StoreCleaned, 'isDone'>>;
  failures: { path: string; reason: string }[];
}

/** Removes what the policy keeps no more. Several may run at once, in any processes. */
@Injectable()
export class Maintenance {
  private readonly logger = new Logger(Maintenance.name);

  constructor(
    private readonly policy: MaintenancePolicy,
    private readonly rows: RowCleaner,
    private readonly store: StoreCleaner,
    private readonly staging: StagingSweeper,
    private readonly uploads: UploadCleaner,
    private readonly caches: CacheCleaner,
    private readonly environments: EnvironmentRepository,
    private readonly contentStore: ContentStoreSweeper,
    private readonly interpreters: InterpreterCleaner,
  ) {}

  /** One step that fails keeps none of the others from being done. */
  async run({ isRehearsal = false, isThorough = false, signal }: MaintenanceRequest = {}): Promise<MaintenanceReport> {
    const collection = new GarbageCollection(isRehearsal);
    const { versions, uploadHours, cache } = this.policy;
    const kept = isThorough ? { ...versions, unusedEnvironmentHours: 0 } : versions;
    const { items, failures } = collection;
    const report: MaintenanceReport = { isRehearsal, isComplete: true, bytes: 0, items, rows: {}, failures };
    const steps: Record<string, () => Promise<unknown>> = {
      locks: () => this.store.cleanLocks(collection),
      rows: async () => Object.assign(report.rows, await this.rows.clean({ isRehearsal, signal })),
      versions: async () => {
        const { isDone, ...forgotten } = await this.store.clean(kept, collection);
        Object.assign(report.rows, forgotten);
        report.isComplete &&= isDone;
      },
      artifacts: () => this.contentStore.sweep(collection),
      staging: () => this.staging.collect(collection),
      uploads: () => this.uploads.clean(uploadHours, collection),
      caches: async () => {
        if ((await this.environments.pathsBeingBuilt()).length > 0) return;
        await this.caches.clean(cache, collection);
        await this.interpreters.clean(kept.unusedEnvironmentHours, collection);
      },
    };
    for (const [name, step] of Object.entries(steps)) {
      if (signal?.aborted === true) break;
      await step().catch((error: unknown) => this.note(name, error, report));
    }
    report.isComplete &&= collection.failures.length === 0 && signal?.aborted !== true;
    return Object.assign(report, { bytes: collection.bytes });
  }

  private note(step: string, error: unknown, report: MaintenanceReport): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.logger.error(`Cleaning ${step} failed and is tried again`, error instanceof Error ? error.stack : reason);
    report.failures.push({ path: step, reason });
  }
}
