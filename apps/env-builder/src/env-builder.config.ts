import { BuildConfig } from '@packyard/config';
import { WorkerProcessConfig } from '@packyard/service';
import type { z } from 'zod';

export const EnvBuilderConfig = WorkerProcessConfig.extend(BuildConfig.shape);
export type EnvBuilderConfig = z.infer<typeof EnvBuilderConfig>;
