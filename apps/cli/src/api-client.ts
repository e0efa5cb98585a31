import { ExecutionSummary, ExecutionView, PackSummary, PackView, Pagination } from '@packyard/contracts';
import { z } from 'zod';
import type { Connection } from './connection';
import { foreignAnswer, refusal, unreachable } from './failed-request';
import { parseJson } from './parse-json';
import { readEvents, type ServerEvent } from './server-events';

interface Request {
  method?: 'GET' | 'POST';
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** How long an answer may take. */
const REQUEST_TIMEOUT_MS = 60_000;
/** The service sends a comment every 15 seconds: a stream that is silent for longer has lost its other end. */
const SILENCE_MS = 45_000;
const PAGE_SIZE = 100;

/** The HTTP API, as far as the command line uses it. Every failure is a {@link CliError} that says what to do. */
export class ApiClient {
  constructor(
    private readonly connection: Connection,
    private readonly limits = { requestMs: REQUEST_TIMEOUT_MS, silenceMs: SILENCE_MS },
  ) {}

  submit(parameters: object, idempotencyKey: string | undefined): Promise<ExecutionView> {
    const headers: Record<string, string> = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
    const body = { action: 'core.install_packs', parameters };
    return this.one(ExecutionView, '/executions', { method: 'POST', body, headers });
  }

  execution(id: number, signal?: AbortSignal): Promise<ExecutionView> {
    return this.one(ExecutionView, `/executions/${id}`, signal === undefined ? {} : { signal });
  }

  cancel(id: number): Promise<ExecutionView> {
    return this.one(ExecutionView, `/executions/${id}/cancel`, { method: 'POST', body: {} });
  }

  /** The newest ones first. */
  executions(limit: number, status: string | undefined): Promise<ExecutionSummary[]> {
    const query = { per_page: String(Math.min(PAGE_SIZE, limit)), ...(status === undefined ? {} : { status }) };
    return this.many(ExecutionSummary, { path: '/executions', query, limit });
  }

  packs(): Promise<PackSummary[]> {
    return this.many(PackSummary, { path: '/packs', query: { page_size: String(PAGE_SIZE) }, limit: Infinity });
  }

  pack(ref: string): Promise<PackView> {
    return this.one(PackView, `/packs/${encodeURIComponent(ref)}`);
  }

  /** The events of an execution after the given one, as long as the connection lasts and is not silent. */
  async *events(id: number, after: number, signal: AbortSignal): AsyncGenerator<ServerEvent> {
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), this.limits.silenceMs);
    const headers = { accept: 'text/event-stream', 'last-event-id': String(after) };
    try {
      const either = AbortSignal.any([signal, silence.signal]);
      const response = await this.send(`/executions/${id}/events`, { headers, signal: either });
      if (response.body !== null) yield* readEvents(response.body, () => timer.refresh());
    } finally {
      clearTimeout(timer);
    }
  }

  private one<Item>(schema: z.ZodType<Item>, path: string, request: Request = {}): Promise<Item> {
    return this.answer(
      z.object({ data: schema }).transform(({ data }) => data),
      path,
      request,
    );
  }

  private async many<Item>(
    schema: z.ZodType<Item>,
    { path, query, limit }: { path: string; query: Record<string, string>; limit: number },
  ): Promise<Item[]> {
    const Page = z.object({ data: z.array(schema), pagination: Pagination });
    const found: Item[] = [];
    for (let page = 1; ; page += 1) {
      const parameters = new URLSearchParams({ ...query, page: String(page) });
      const { data, pagination } = await this.answer(Page, `${path}?${parameters.toString()}`, {});
      found.push(...data);
      if (!pagination.has_next || data.length === 0 || found.length >= limit) return found.slice(0, limit);
    }
  }

  private async answer<Answer>(schema: z.ZodType<Answer>, path: string, request: Request): Promise<Answer> {
    const timeout = AbortSignal.timeout(this.limits.requestMs);
    const signal = request.signal === undefined ? timeout : AbortSignal.any([request.signal, timeout]);
    const response = await this.send(path, { ...request, signal });
    const text = await response.text().catch((error: unknown) => {
      throw unreachable(this.connection, error);
    });
    const parsed = schema.safeParse(parseJson(text));
    if (!parsed.success) throw foreignAnswer(this.connection);
    return parsed.data;
  }

  private async send(path: string, { method = 'GET', body, headers = {}, signal }: Request): Promise<Response> {
    const { url, token } = this.connection;
    const init: RequestInit = {
      method,
      headers: {
        ...headers,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      // The token is for the service that was named, and for no other.
      redirect: 'error',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    };
    const response = await fetch(`${url}/api/v1${path}`, init).catch((error: unknown) => {
      throw unreachable(this.connection, error);
    });
    if (!response.ok) throw await refusal(this.connection, response);
    return response;
  }
}
