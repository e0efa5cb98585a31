import { BuildConfig, NetworkConfig, SandboxConfig } from '@packyard/config';
import { WorkerProcessConfig } from '@packyard/pipeline';
import type { z } from 'zod';

export const EnvBuilderConfig = WorkerProcessConfig.extend(BuildConfig.shape)
  .extend(SandboxConfig.shape)
  .extend(NetworkConfig.shape);
export type EnvBuilderConfig = z.infer<typeof EnvBuilderConfig>;
