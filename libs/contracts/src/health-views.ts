import { z } from 'zod';
import { STAGES } from './stages';

/** What all live workers together can do in a stage now. `waiting`: due tasks have not been started for 30 seconds. */
export const StageHealth = z.object({
  stage: z.enum(STAGES),
  status: z.enum(['ok', 'waiting', 'no worker']),
  workers: z.number(),
  slots: z.number(),
  free: z.number(),
  running: z.number(),
  waiting: z.number(),
});
export type StageHealth = z.infer<typeof StageHealth>;
