import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode, parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type ReadableSpan, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { samplerOf } from './sampler';
import type { Attributes, Span, StartedSpan, Tracer } from './tracer';
import type { TracingSettings } from './tracing-settings';

const KINDS = { server: SpanKind.SERVER, consumer: SpanKind.CONSUMER, internal: SpanKind.INTERNAL } as const;
// Spans are small; what a collector that is away misses is dropped beyond that.
const MAX_WAITING = 2048;
const EVERY_MS = 2000;
const MAX_EXPORT_MS = 10_000;
const MAX_TEXT_LENGTH = 1024;

/** Only this file and what it imports know OpenTelemetry's SDK, so that it is loaded where traces are wanted. */
export function openTracer(settings: TracingSettings): Tracer {
  const { url, headers, timeoutMs = MAX_EXPORT_MS } = settings;
  const exporter = new OTLPTraceExporter({ url, headers, timeoutMillis: timeoutMs });
  const provider = new TracerProvider({
    resource: resourceFromAttributes(settings.resource),
    sampler: samplerOf(settings.sampler),
    spanLimits: { attributeValueLengthLimit: MAX_TEXT_LENGTH },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new ToldExporter(exporter, settings.onTrouble),
        maxQueueSize: MAX_WAITING,
        scheduledDelayMillis: EVERY_MS,
        // After the exporter's own, which says why.
        exportTimeoutMillis: 2 * timeoutMs,
      }),
    ],
  });
  const tracer = provider.getTracer('packyard');
  const begin = ({ name, kind = 'internal', parent, attributes = {} }: StartedSpan, startTime: number) =>
    tracer.startSpan(
      name,
      { kind: KINDS[kind], attributes: definedAttributes(attributes), startTime },
      contextOf(parent),
    );
  return {
    begin: (span) => new OpenSpan(begin(span, Date.now())),
    past: (span, tookMs) => {
      const endedAt = Date.now();
      begin(span, endedAt - tookMs).end(endedAt);
    },
    close: () => provider.shutdown().catch(settings.onTrouble),
  };
}

class OpenSpan implements Span {
  readonly traceParent: string;
  readonly fields: Span['fields'];
  private hasFailed = false;

  constructor(private readonly span: ReturnType<ReturnType<TracerProvider['getTracer']>['startSpan']>) {
    const { traceId, spanId, traceFlags } = span.spanContext();
    const isSampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
    this.traceParent = `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
    this.fields = { trace_id: traceId, span_id: spanId };
  }

  set(attributes: Attributes): void {
    this.span.setAttributes(definedAttributes(attributes));
  }

  fail(code: string, message?: string): void {
    if (this.hasFailed) return;
    this.hasFailed = true;
    this.span.setAttribute('error.type', code);
    this.span.setStatus({ code: SpanStatusCode.ERROR, ...(message === undefined ? {} : { message }) });
  }

  end(): void {
    this.span.end();
  }
}

/** Says when spans could not be sent; whoever made them is not concerned. */
class ToldExporter implements SpanExporter {
  constructor(
    private readonly exporter: SpanExporter,
    private readonly onTrouble: (error: Error | undefined) => void,
  ) {}

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.exporter.export(spans, ({ code, error }) => {
      if (code !== ExportResultCode.SUCCESS) this.onTrouble(error);
      done({ code: ExportResultCode.SUCCESS });
    });
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }
}

/** What is no traceparent, from whoever sent it, begins a trace. */
function contextOf(traceParent: string | null): Context {
  const parent = traceParent === null ? null : parseTraceParent(traceParent);
  return parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true });
}

function definedAttributes(attributes: Attributes): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, string | number] => entry[1] !== undefined),
  );
}
