import { AsyncLocalStorage } from 'node:async_hooks';
import { PackyardError } from '@packyard/contracts';

export type Attributes = Readonly<Record<string, string | number | undefined>>;

export interface NewSpan {
  name: string;
  kind?: 'server' | 'consumer' | 'internal';
  /** As W3C's `traceparent`; null: it begins a trace of its own. Absent: the span that is at work, if there is one. */
  parent?: string | null;
  attributes?: Attributes;
}

/** One of which is known what it belongs to. */
export type StartedSpan = NewSpan & { parent: string | null };

/** One piece of work in a trace. It has to be ended once. */
export interface Span {
  readonly traceParent: string;
  readonly fields: Readonly<{ trace_id: string; span_id: string }>;
  set(attributes: Attributes): void;
  /** The first failure stays. */
  fail(code: string, message?: string): void;
  end(): void;
}

export interface Tracer {
  begin(span: StartedSpan): Span;
  /** Of something that is over, and took so long. */
  past(span: StartedSpan, tookMs: number): void;
  /** Sends what is left. */
  close(): Promise<void>;
}

let tracer: Tracer | undefined;
const atWork = new AsyncLocalStorage<{ span: Span | undefined }>();

/** None: nothing is traced, and everything below costs nothing. */
export function useTracer(next: Tracer | undefined): void {
  tracer = next;
}

/**
 * For what does not end where it begins; the span is ended by whoever began it. Nothing while nothing is traced, and for
 * what belongs to no trace, such as the programs that a process runs at its start.
 */
export function beginSpan(span: NewSpan): Span | undefined {
  const parent = span.parent === undefined ? atWork.getStore()?.span?.traceParent : span.parent;
  return parent === undefined ? undefined : tracer?.begin({ ...span, parent });
}

/** Whatever `work` does and starts is part of the span. */
export function duringSpan<Result>(span: Span | undefined, work: () => Result): Result {
  return span === undefined ? work() : atWork.run({ span }, work);
}

/**
 * For work of which is known only on the way whether it is traced: whatever it does and starts after `begin` is part of the
 * span. Of several calls the first one counts.
 */
export function duringLaterSpan<Result>(work: (begin: (span: NewSpan) => Span | undefined) => Result): Result {
  const place: { span: Span | undefined } = { span: undefined };
  return atWork.run(place, () => work((span) => (place.span ??= beginSpan(span))));
}

/** The span lasts as long as `work`. It fails when that does: with the code of an error of ours, or the name of another. */
export async function inSpan<Result>(
  description: NewSpan,
  work: (span: Span | undefined) => Promise<Result>,
): Promise<Result> {
  const span = beginSpan(description);
  if (span === undefined) return work(undefined);
  try {
    return await atWork.run({ span }, () => work(span));
  } catch (error) {
    failSpan(span, error);
    throw error;
  } finally {
    span.end();
  }
}

export function pastSpan(span: StartedSpan, tookMs: number): void {
  tracer?.past(span, tookMs);
}

export function currentSpan(): Span | undefined {
  return tracer === undefined ? undefined : atWork.getStore()?.span;
}

/** What another's error says may hold anything, and stays out of traces. */
export function failSpan(span: Span | undefined, error: unknown): void {
  if (error instanceof PackyardError) span?.fail(error.code, error.message);
  else span?.fail(error instanceof Error ? error.name : 'Error');
}
