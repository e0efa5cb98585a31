import { ErrorBody, ExecutionView, ExecutionSummary, maskText, PackSummary, PackView } from '@packyard/contracts';
import { z } from 'zod';
import { CliError, EXIT_CODES } from './cli-error';
import type { Connection } from './connection';
import { type ServerEvent, readEvents } from './server-events';

interface Request {
  method?: 'GET' | 'POST';
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** The HTTP API, as far as the command line uses it. Every failure is a {@link CliError} that says what to do. */
export class ApiClient {
  constructor(private readonly connection: Connection) {}

  async submit(parameters: object, idempotencyKey: string | undefined): Promise<ExecutionView> {
    const headers: Record<string, string> = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
    const body = { action: 'core.install_packs', parameters };
    return this.data(ExecutionView, '/executions', { method: 'POST', body, headers });
  }

  execution(id: number): Promise<ExecutionView> {
    return this.data(ExecutionView, `/executions/${id}`);
  }

  cancel(id: number): Promise<ExecutionView> {
    return this.data(ExecutionView, `/executions/${id}/cancel`, { method: 'POST', body: {} });
  }

  executions(limit: number, status: string | undefined): Promise<ExecutionSummary[]> {
    const query = new URLSearchParams({ per_page: String(limit), ...(status === undefined ? {} : { status }) });
    return this.data(z.array(ExecutionSummary), `/executions?${query.toString()}`);
  }

  packs(): Promise<PackSummary[]> {
    return this.data(z.array(PackSummary), '/packs?page_size=100');
  }

  pack(ref: string): Promise<PackView> {
    return this.data(PackView, `/packs/${encodeURIComponent(ref)}`);
  }

  /** The events of an execution after the given one, as long as the connection lasts. */
  async *events(id: number, after: number, signal: AbortSignal): AsyncGenerator<ServerEvent> {
    const headers = { accept: 'text/event-stream', 'last-event-id': String(after) };
    const response = await this.send(`/executions/${id}/events`, { headers, signal });
    if (response.body !== null) yield* readEvents(response.body);
  }

  private async data<Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    request: Request = {},
  ): Promise<z.infer<Schema>> {
    const answer: unknown = await (await this.send(path, request)).json();
    const parsed = schema.safeParse((answer as { data?: unknown } | null)?.data);
    if (parsed.success) return parsed.data;
    throw new CliError(
      `${this.connection.url} answered something else than Packyard does.`,
      `Its address came from ${this.connection.urlFrom}.`,
      EXIT_CODES.unreachable,
    );
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
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    };
    const response = await fetch(`${url}/api/v1${path}`, init).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw this.unreachable(error);
    });
    if (!response.ok) throw await this.refusal(response);
    return response;
  }

  private unreachable(error: unknown): CliError {
    const { cause } = error as { cause?: { code?: string } };
    const { url, urlFrom } = this.connection;
    return new CliError(
      `No Packyard answers at ${url} (${cause?.code ?? 'no connection'}; the address came from ${urlFrom}).`,
      "Start it with 'npm start', or say where it is with --api-url or PACKYARD_URL.",
      EXIT_CODES.unreachable,
    );
  }

  private async refusal(response: Response): Promise<CliError> {
    const text = await response.text();
    const parsed = ErrorBody.safeParse(parseJson(text));
    const { message, hint, details } = parsed.success
      ? parsed.data
      : { message: maskText(text.slice(0, 300)), hint: undefined, details: undefined };
    if (response.status === 401 || response.status === 403) {
      return new CliError(
        `${message} (the token came from ${this.connection.tokenFrom}).`,
        hint,
        EXIT_CODES.unauthorized,
      );
    }
    const listed = details?.map(({ path, message: problem }) => `\n  ${path}: ${problem}`).join('');
    const told = listed ? `The request is not right:${listed}` : message || `The service answered ${response.status}.`;
    return new CliError(told, hint, response.status === 400 ? EXIT_CODES.usage : EXIT_CODES.failure);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
