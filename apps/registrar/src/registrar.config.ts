import { WorkerProcessConfig } from '@packyard/service';
import type { z } from 'zod';

export const RegistrarConfig = WorkerProcessConfig;
export type RegistrarConfig = z.infer<typeof RegistrarConfig>;
