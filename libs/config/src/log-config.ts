import { z } from 'zod';

export const LogConfig = z.object({
  /** `json`: an object in each line, for what collects logs. */
  PACKYARD_LOG_FORMAT: z.enum(['text', 'json'], { error: 'must be text or json' }).default('text'),
});
export type LogConfig = z.infer<typeof LogConfig>;

/** For what is logged before the configuration was read, or because it can't be; a wrong value is told by whoever reads it. */
export function logFormat(): LogConfig['PACKYARD_LOG_FORMAT'] {
  return LogConfig.safeParse(process.env).data?.PACKYARD_LOG_FORMAT ?? 'text';
}
