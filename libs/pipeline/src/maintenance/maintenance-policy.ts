import type { MaintenanceConfig } from '@packyard/config';
import type { Expiring, KeptRows } from '@packyard/schema';
import type { CachePolicy } from '@packyard/store';
import type { KeptVersions } from '@packyard/versions';

// Nobody waits for these: they go as soon as nothing needs them.
const NONE: KeptRows = { keep: 0, days: 0 };

/** What is kept, and for how long. `docs/operations.md` says the same in words. */
export class MaintenancePolicy {
  readonly seconds: number;
  readonly rows: Readonly<Record<Expiring, KeptRows>>;
  readonly versions: KeptVersions;
  readonly uploadHours: number;
  readonly cache: CachePolicy;

  constructor(config: MaintenanceConfig) {
    this.seconds = config.PACKYARD_MAINTENANCE_SECONDS;
    this.rows = {
      executions: { keep: config.PACKYARD_KEEP_EXECUTIONS, days: config.PACKYARD_KEEP_EXECUTION_DAYS },
      audit_events: { keep: config.PACKYARD_KEEP_AUDIT_EVENTS, days: config.PACKYARD_KEEP_AUDIT_DAYS },
      pack_tests: { keep: config.PACKYARD_KEEP_PACK_TESTS, days: config.PACKYARD_KEEP_PACK_TEST_DAYS },
      environments: NONE,
      sessions: NONE,
      user_tokens: NONE,
      webhook_deliveries: {
        keep: config.PACKYARD_KEEP_WEBHOOK_DELIVERIES,
        days: config.PACKYARD_KEEP_WEBHOOK_DELIVERY_DAYS,
      },
    };
    this.versions = {
      generations: config.PACKYARD_KEEP_GENERATIONS,
      unusedEnvironmentHours: config.PACKYARD_KEEP_UNUSED_ENVIRONMENT_HOURS,
    };
    this.uploadHours = config.PACKYARD_KEEP_UPLOAD_HOURS;
    this.cache = { days: config.PACKYARD_KEEP_CACHE_DAYS, maxBytes: config.PACKYARD_MAX_CACHE_BYTES };
  }
}
