import {
  BuildConfig,
  ContentConfig,
  DatabaseConfig,
  GatewayConfig,
  HomeConfig,
  LimitsConfig,
  LogConfig,
  MaintenanceConfig,
  NetworkConfig,
  PlatformConfig,
  QueueConfig,
  RegistryConfig,
  SandboxConfig,
  SignOnConfig,
  TracingConfig,
  WorkerConfig,
  TrustConfig,
} from '@packyard/config';
import type { z } from 'zod';

/** Everything in one process; without DATABASE_URL, on a PostgreSQL of its own. */
export const StandaloneConfig = HomeConfig.extend(DatabaseConfig.partial({ DATABASE_URL: true }).shape)
  .extend(QueueConfig.shape)
  .extend(LogConfig.shape)
  .extend(GatewayConfig.shape)
  .extend(WorkerConfig.shape)
  .extend(NetworkConfig.shape)
  .extend(ContentConfig.shape)
  .extend(LimitsConfig.shape)
  .extend(MaintenanceConfig.shape)
  .extend(PlatformConfig.shape)
  .extend(RegistryConfig.shape)
  .extend(TrustConfig.shape)
  .extend(BuildConfig.shape)
  .extend(SandboxConfig.shape)
  .extend(SignOnConfig.shape)
  .extend(TracingConfig.shape);
export type StandaloneConfig = z.infer<typeof StandaloneConfig>;
