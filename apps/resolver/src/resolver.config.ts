import { BuildConfig, LimitsConfig, NetworkConfig, RegistryConfig } from '@packyard/config';
import { WorkerProcessConfig } from '@packyard/pipeline';
import type { z } from 'zod';

export const ResolverConfig = WorkerProcessConfig.extend(NetworkConfig.shape)
  .extend(LimitsConfig.shape)
  .extend(RegistryConfig.shape)
  .extend(BuildConfig.shape);
export type ResolverConfig = z.infer<typeof ResolverConfig>;
