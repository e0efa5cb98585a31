import type { TracingConfig } from '@packyard/config';
import { useTracer } from './tracer';
import { type TracingSettings, tracingSettings } from './tracing-settings';

export interface StartedTracing {
  /** Sends what is left; how long that may take is the caller's to say. */
  close: () => Promise<void>;
}

/**
 * From now on this process traces what it does, as `service`, where a collector is set. Otherwise nothing happens, and
 * nothing of OpenTelemetry's SDK is loaded.
 */
export async function startTracing(
  config: TracingConfig,
  service: string,
  onTrouble: TracingSettings['onTrouble'],
): Promise<StartedTracing | undefined> {
  const settings = tracingSettings(config, service);
  if (settings === undefined) return undefined;
  const { openTracer } = await import('./open-telemetry.js');
  const tracer = openTracer({ ...settings, onTrouble });
  useTracer(tracer);
  return {
    close: () => {
      useTracer(undefined);
      return tracer.close();
    },
  };
}
