import { NetworkConfig, SandboxConfig } from '@packyard/config';
import { WorkerProcessConfig } from '@packyard/pipeline';
import type { z } from 'zod';

export const RegistrarConfig = WorkerProcessConfig.extend(SandboxConfig.shape).extend({
  PACKYARD_LOCAL_ROOTS: NetworkConfig.shape.PACKYARD_LOCAL_ROOTS,
  PACKYARD_WRITE_ROOTS: NetworkConfig.shape.PACKYARD_WRITE_ROOTS,
});
export type RegistrarConfig = z.infer<typeof RegistrarConfig>;
