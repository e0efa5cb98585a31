import { z } from 'zod';
import { flag } from './setting-types';

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

const collector = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).optional();

/** `name=value,name=value`, with what is not allowed there percent-encoded. */
const pairs = z.string().transform((text, context): Record<string, string> => {
  const items = text.split(',').filter((item) => item.trim() !== '');
  const found = items.map((item) => /^\s*([^=\s]+)\s*=(.*)$/.exec(item)?.slice(1).map(decoded));
  if (!found.every((pair) => pair !== undefined)) {
    context.addIssue({ code: 'custom', message: 'must be name=value pairs, separated by commas' });
    return z.NEVER;
  }
  return Object.fromEntries(found as [string, string][]);
});

/** The standard variables of OpenTelemetry. Without an endpoint nothing is traced. */
export const TracingConfig = z.object({
  OTEL_EXPORTER_OTLP_ENDPOINT: collector,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector,
  /** They may hold a password. */
  OTEL_EXPORTER_OTLP_HEADERS: pairs.default({}),
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: pairs.optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: z
    .enum(['http/json', 'http/protobuf'], { error: 'must be http/json: traces are sent as JSON over HTTP' })
    .default('http/json'),
  OTEL_SERVICE_NAME: z.string().optional(),
  OTEL_RESOURCE_ATTRIBUTES: pairs.default({}),
  OTEL_TRACES_EXPORTER: z.enum(['otlp', 'none'], { error: 'must be otlp or none' }).default('otlp'),
  OTEL_TRACES_SAMPLER: z
    .enum(SAMPLERS, { error: `must be one of ${SAMPLERS.join(', ')}` })
    .default('parentbased_always_on'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number({ error: 'must be a number from 0 to 1' })
    .min(0, 'must be a number from 0 to 1')
    .max(1, 'must be a number from 0 to 1')
    .default(1),
  OTEL_SDK_DISABLED: flag(false),
});
export type TracingConfig = z.infer<typeof TracingConfig>;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return text.trim();
  }
}
