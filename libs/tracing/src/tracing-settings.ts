import { hostname } from 'node:os';
import type { TracingConfig } from '@packyard/config';

export interface SamplerSettings {
  name: TracingConfig['OTEL_TRACES_SAMPLER'];
  ratio: number;
}

export interface TracingSettings {
  /** Where the collector takes traces: OTLP over HTTP, as JSON. */
  url: string;
  headers: Record<string, string>;
  resource: Record<string, string | number>;
  sampler: SamplerSettings;
  /** How long the collector may take for an answer. */
  timeoutMs?: number;
  /** Is told that spans could not be sent. */
  onTrouble: (error: Error | undefined) => void;
}

/** Nothing when no collector is set, or OpenTelemetry is turned off: then nothing is traced. */
export function tracingSettings(
  config: TracingConfig,
  service: string,
): Omit<TracingSettings, 'onTrouble'> | undefined {
  const base = config.OTEL_EXPORTER_OTLP_ENDPOINT;
  const url = config.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (base && `${base.replace(/(?<!\/)\/+$/, '')}/v1/traces`);
  if (url === undefined || config.OTEL_SDK_DISABLED || config.OTEL_TRACES_EXPORTER === 'none') return undefined;
  return {
    url,
    headers: config.OTEL_EXPORTER_OTLP_TRACES_HEADERS ?? config.OTEL_EXPORTER_OTLP_HEADERS,
    resource: {
      'service.name': service,
      'service.namespace': 'packyard',
      'host.name': hostname(),
      'process.pid': process.pid,
      ...config.OTEL_RESOURCE_ATTRIBUTES,
      ...(config.OTEL_SERVICE_NAME === undefined ? {} : { 'service.name': config.OTEL_SERVICE_NAME }),
    },
    sampler: { name: config.OTEL_TRACES_SAMPLER, ratio: config.OTEL_TRACES_SAMPLER_ARG },
  };
}
