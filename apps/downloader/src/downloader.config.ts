import { LimitsConfig, NetworkConfig, RegistryConfig, TrustConfig } from '@packyard/config';
import { WorkerProcessConfig } from '@packyard/pipeline';
import type { z } from 'zod';

export const DownloaderConfig = WorkerProcessConfig.extend(NetworkConfig.shape)
  .extend(LimitsConfig.shape)
  .extend(RegistryConfig.shape)
  .extend(TrustConfig.shape);
export type DownloaderConfig = z.infer<typeof DownloaderConfig>;
