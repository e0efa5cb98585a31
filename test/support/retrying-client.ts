import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionView } from '@packyard/contracts';
import { EventSourceParserStream } from 'eventsource-parser/stream';

/** The answers after which docs/operations.md tells clients to ask again. */
const PASSING = [429, 502, 503, 504];
const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 2000;
const MAX_WAIT_MS = 120_000;

interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface Streamed {
  id: number;
  type: string;
}

/** A client as `docs/operations.md` describes it, and no more patient: all that fails otherwise is thrown. */
export class PatientClient {
  /** What had to be asked again, and why. */
  readonly repeats: Record<string, number> = {};

  constructor(
    private readonly url: string,
    readonly token: string,
  ) {}

  async get<Answer>(path: string): Promise<Answer> {
    const response = await this.ask(path, {});
    return (await response.json()) as Answer;
  }

  /** With a key of its own, so that it can be repeated. */
  async submit(parameters: Record<string, unknown>): Promise<ExecutionView> {
    const body = JSON.stringify({ action: 'core.install_packs', parameters });
    const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
    const response = await this.ask('/api/v1/executions', { method: 'POST', headers, body });
    return ((await response.json()) as { data: ExecutionView }).data;
  }

  /** Every event of an execution to its end, over as many streams as it takes. */
  async events(id: number): Promise<Streamed[]> {
    const seen: Streamed[] = [];
    for (;;) {
      const headers = { 'last-event-id': String(seen.at(-1)?.id ?? 0) };
      const response = await this.ask(`/api/v1/executions/${id}/events`, { headers });
      try {
        const stream = response.body!.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
        for await (const event of stream) {
          if (event.event === 'end') return seen;
          seen.push({ id: Number(event.id), type: event.event ?? '' });
        }
        this.note('stream ended');
      } catch {
        this.note('stream cut');
      }
    }
  }

  private async ask(path: string, init: Asked): Promise<Response> {
    const deadline = Date.now() + MAX_WAIT_MS;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
      const headers = { ...init.headers, authorization: `Bearer ${this.token}` };
      const response = await fetch(`${this.url}${path}`, { ...init, headers }).catch(() => undefined);
      if (response?.ok === true) return response;
      const reason = response === undefined ? 'no answer' : `${response.status}`;
      const text = await response?.text();
      if (response !== undefined && !PASSING.includes(response.status))
        throw new Error(`${init.method ?? 'GET'} ${path}: ${reason} ${text}`);
      this.note(reason);
      if (Date.now() > deadline) throw new Error(`${path} was not answered: ${reason} ${text}`);
      await delay(pauseMs);
    }
  }

  private note(reason: string): void {
    this.repeats[reason] = (this.repeats[reason] ?? 0) + 1;
  }
}
