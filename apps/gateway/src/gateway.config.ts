import {
  ContentConfig,
  DatabaseConfig,
  GatewayConfig as HttpConfig,
  HomeConfig,
  LimitsConfig,
  LogConfig,
  MaintenanceConfig,
  NetworkConfig,
  PlatformConfig,
  QueueConfig,
  RegistryConfig,
  SignOnConfig,
  TracingConfig,
} from '@packyard/config';
import type { z } from 'zod';

export const GatewayConfig = HomeConfig.extend(HttpConfig.shape)
  .extend(DatabaseConfig.shape)
  .extend(QueueConfig.shape)
  .extend(LogConfig.shape)
  .extend(NetworkConfig.shape)
  .extend(ContentConfig.shape)
  .extend(LimitsConfig.shape)
  .extend(MaintenanceConfig.shape)
  .extend(PlatformConfig.shape)
  .extend(RegistryConfig.shape)
  .extend(SignOnConfig.shape)
  .extend(TracingConfig.shape);
export type GatewayConfig = z.infer<typeof GatewayConfig>;
