import { NetworkConfig, SandboxConfig } from '@packyard/config';
import { WorkerProcessConfig } from '@packyard/pipeline';
import type { z } from 'zod';

export const RegistrarConfig = WorkerProcessConfig.extend(SandboxConfig.shape).extend(NetworkConfig.shape);
export type RegistrarConfig = z.infer<typeof RegistrarConfig>;
