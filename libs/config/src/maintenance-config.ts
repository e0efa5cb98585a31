import { z } from 'zod';
import { count } from './setting-types';

const DAYS = { max: 36_500 };
const GIB = 1024 * 1024 * 1024;

/** What is kept, and for how long. `docs/operations.md` says what each of them means. */
export const MaintenanceConfig = z.object({
  /** How often what is kept no more is removed. */
  PACKYARD_MAINTENANCE_SECONDS: count(300, { max: 86_400 }),
  /** How many generations of what is enabled can be rolled back to. */
  PACKYARD_KEEP_GENERATIONS: count(100),
  /** Of those that have ended. */
  PACKYARD_KEEP_EXECUTIONS: count(10_000),
  PACKYARD_KEEP_EXECUTION_DAYS: count(90, DAYS),
  PACKYARD_KEEP_AUDIT_EVENTS: count(1_000_000),
  PACKYARD_KEEP_AUDIT_DAYS: count(365, DAYS),
  /** Of each pack. */
  PACKYARD_KEEP_PACK_TESTS: count(20),
  PACKYARD_KEEP_PACK_TEST_DAYS: count(90, DAYS),
  /** What webhooks were told. */
  PACKYARD_KEEP_WEBHOOK_DELIVERIES: count(100_000),
  PACKYARD_KEEP_WEBHOOK_DELIVERY_DAYS: count(30, DAYS),
  /** Environments that nothing uses may be used again soon, and take long to build. */
  PACKYARD_KEEP_UNUSED_ENVIRONMENT_HOURS: count(24, { min: 0, max: 876_000 }),
  /** What a gateway that died left of a request. */
  PACKYARD_KEEP_UPLOAD_HOURS: count(24, { max: 8760 }),
  /** Files in the caches of pip, uv, npm, pnpm and git that nobody has read. */
  PACKYARD_KEEP_CACHE_DAYS: count(30, DAYS),
  PACKYARD_MAX_CACHE_BYTES: count(10 * GIB, { min: 0 }),
  /** Of packs and environments in a home that is filled from a content store: what was not used for longest goes beyond. */
  PACKYARD_MAX_STORE_BYTES: count(20 * GIB, { min: 0 }),
});
export type MaintenanceConfig = z.infer<typeof MaintenanceConfig>;
