import type { TracingConfig } from '@packyard/config';
import { maskText } from '@packyard/contracts';
import { startTracing } from '@packyard/tracing';
import type { ProcessLife } from './process-life';
import { StderrLogger } from './stderr-logger';
import { withinTime } from './within-time';

const SHUTDOWN_TIMEOUT_MS = 2_000;
const LOG_INTERVAL_MS = 60_000;

/** Traces what the process does, as `packyard-<app>`, where a collector is set. One that does not answer holds up nothing. */
export async function traceProcess(life: ProcessLife, config: TracingConfig, service: string): Promise<void> {
  const logger = new StderrLogger();
  let loggedAt = -LOG_INTERVAL_MS;
  const onTrouble = (error: Error | undefined) => {
    if (performance.now() - loggedAt < LOG_INTERVAL_MS) return;
    loggedAt = performance.now();
    const reason = maskText(error?.message ?? '', []);
    logger.warn(`Traces could not be sent to the collector, and are left out: ${reason || error?.name || 'no answer'}`);
  };
  const tracing = await startTracing(config, service, onTrouble);
  if (tracing !== undefined) life.atTheEnd(() => withinTime(SHUTDOWN_TIMEOUT_MS, tracing.close()));
}
