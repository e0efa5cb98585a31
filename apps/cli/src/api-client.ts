import { randomUUID } from 'node:crypto';
import {
  ActionSummary,
  ActionView,
  CollectionView,
  CreatedToken,
  ExecutionOutput,
  ExecutionSummary,
  ExecutionView,
  IndexedPacksView,
  IndexedPackView,
  PackSummary,
  PackView,
  RegistryView,
  StoredRegistryView,
  RevokedToken,
  RotationView,
  ServiceSummary,
  TokenView,
  UsageView,
  WhoamiView,
} from '@packyard/contracts';
import { z } from 'zod';
import { AnswerReader } from './answer-reader';
import type { Connection } from './connection';
import type { components } from './generated/api';
import type { Api } from './http/api';
import { connectApi, type Limits } from './http-session';
import { readEvents, type ServerEvent } from './server-events';

type Schemas = components['schemas'];
type Status = Schemas['ExecutionView']['status'];

export const LIMITS: Limits = {
  requestMs: 60_000,
  // The service sends a comment every 15 seconds: a stream that is silent for longer has lost its other end.
  silenceMs: 45_000,
  pausesMs: [500, 1000, 2000],
};
/** For what takes as long as the disk does. */
const PATIENT: Limits = { ...LIMITS, requestMs: 30 * 60_000 };
const PAGE_SIZE = 100;
const Removed = z.object({ success: z.boolean(), message: z.string() });

/** The HTTP API, as far as the command line uses it. Routes and bodies are checked against its OpenAPI document. */
export class ApiClient {
  private readonly api: Api;
  private readonly answers: AnswerReader;

  constructor(
    private readonly connection: Connection,
    private readonly limits = LIMITS,
  ) {
    this.api = connectApi(connection, limits);
    this.answers = new AnswerReader(connection);
  }

  summary(): Promise<ServiceSummary> {
    return this.answers.read(ServiceSummary, this.api.GET('/health'));
  }

  /** Always with a key, so that it can be repeated when its gateway goes away. */
  submit(action: string, parameters: object, idempotencyKey: string = randomUUID()): Promise<ExecutionView> {
    const header = { 'Idempotency-Key': idempotencyKey };
    // Which parameters an action has is for the service to say: it names all that are wrong at once.
    const body = { action, parameters } as never;
    return this.answers.one(ExecutionView, this.api.POST('/api/v1/executions', { params: { header }, body }));
  }

  execution(id: number, signal: AbortSignal | null = null): Promise<ExecutionView> {
    const params = { path: { id: String(id) } };
    return this.answers.one(ExecutionView, this.api.GET('/api/v1/executions/{id}', { params, signal }));
  }

  output(id: number, pack: string | undefined): Promise<ExecutionOutput> {
    const params = { path: { id: String(id) }, query: pack === undefined ? {} : { pack } };
    return this.answers.one(ExecutionOutput, this.api.GET('/api/v1/executions/{id}/output', { params }));
  }

  cancel(id: number): Promise<ExecutionView> {
    const params = { path: { id: String(id) } };
    return this.answers.one(ExecutionView, this.api.POST('/api/v1/executions/{id}/cancel', { params }));
  }

  /** The newest ones first. */
  executions(limit: number, status: Status | undefined): Promise<ExecutionSummary[]> {
    const filter = { per_page: Math.min(PAGE_SIZE, limit), ...(status === undefined ? {} : { status }) };
    return this.answers.pages(
      ExecutionSummary,
      (page) => this.api.GET('/api/v1/executions', { params: { query: { ...filter, page } } }),
      limit,
    );
  }

  action(ref: string): Promise<ActionView> {
    return this.answers.one(ActionView, this.api.GET('/api/v1/actions/{ref}', { params: { path: { ref } } }));
  }

  /** All actions, or those of one pack. */
  actions(pack: string | undefined): Promise<ActionSummary[]> {
    return this.answers.pages(ActionSummary, (page) => {
      const query = { page, page_size: PAGE_SIZE };
      if (pack === undefined) return this.api.GET('/api/v1/actions', { params: { query } });
      return this.api.GET('/api/v1/packs/{ref}/actions', { params: { path: { ref: pack }, query } });
    });
  }

  /** Runs one of the four pack actions by the route that Attune has for it, and answers its output. */
  runPackAction(route: PackActionRoute, parameters: object): Promise<Record<string, unknown>> {
    const body = parameters as never;
    const answer = connectApi(this.connection, this.limits, true).POST(route, { body });
    return this.answers.one(z.record(z.string(), z.unknown()), answer);
  }

  /** What lies in the service's home; it may take long to measure. */
  usage(): Promise<UsageView> {
    return this.answers.one(UsageView, connectApi(this.connection, PATIENT).GET('/api/v1/maintenance/usage'));
  }

  collect(isRehearsal: boolean): Promise<CollectionView> {
    const body = { dry_run: isRehearsal };
    return this.answers.one(
      CollectionView,
      connectApi(this.connection, PATIENT).POST('/api/v1/maintenance/collect', { body }),
    );
  }

  packs(): Promise<PackSummary[]> {
    return this.answers.pages(PackSummary, (page) =>
      this.api.GET('/api/v1/packs', { params: { query: { page, page_size: PAGE_SIZE } } }),
    );
  }

  pack(ref: string): Promise<PackView> {
    return this.answers.one(PackView, this.api.GET('/api/v1/packs/{ref}', { params: { path: { ref } } }));
  }

  registries(): Promise<RegistryView[]> {
    return this.answers.one(z.array(RegistryView), this.api.GET('/api/v1/pack-indices'));
  }

  /** With what of its index can't be used. */
  addRegistry(registry: Schemas['NewRegistry']): Promise<StoredRegistryView> {
    return this.answers.read(StoredRegistryView, this.api.POST('/api/v1/pack-indices', { body: registry }));
  }

  removeRegistry(id: string): Promise<{ success: boolean; message: string }> {
    return this.answers.read(Removed, this.api.DELETE('/api/v1/pack-indices/{id}', { params: { path: { id } } }));
  }

  /** What the registries offer that has all of the words, and which registries could not be read. */
  async searchPacks(words: string): Promise<{ packs: IndexedPackView[]; warnings: string[] }> {
    const found: IndexedPackView[] = [];
    for (let page = 1; ; page += 1) {
      const query = { q: words, page, page_size: PAGE_SIZE };
      const answer = this.api.GET('/api/v1/pack-indices/packs', { params: { query } });
      const { data, pagination, warnings } = await this.answers.read(IndexedPacksView, answer);
      found.push(...data);
      if (!pagination.has_next || data.length === 0) return { packs: found, warnings };
    }
  }

  indexedPack(ref: string): Promise<IndexedPackView> {
    return this.answers.one(
      IndexedPackView,
      this.api.GET('/api/v1/pack-indices/packs/{ref}', { params: { path: { ref } } }),
    );
  }

  tokens(): Promise<TokenView[]> {
    return this.answers.pages(TokenView, (page) =>
      this.api.GET('/api/v1/tokens', { params: { query: { page, page_size: PAGE_SIZE } } }),
    );
  }

  createToken(wanted: Schemas['NewTokenBody']): Promise<CreatedToken> {
    return this.answers.one(CreatedToken, this.api.POST('/api/v1/tokens', { body: wanted }));
  }

  revokeToken(id: string): Promise<RevokedToken> {
    return this.answers.one(RevokedToken, this.api.POST('/api/v1/tokens/{id}/revoke', { params: { path: { id } } }));
  }

  rotateSecret(): Promise<RotationView> {
    return this.answers.one(RotationView, this.api.POST('/api/v1/secrets/rotate'));
  }

  whoami(): Promise<WhoamiView> {
    return this.answers.one(WhoamiView, this.api.GET('/auth/me'));
  }

  /** The events of an execution after the given one, as long as the connection lasts and is not silent. */
  async *events(id: number, after: number, signal: AbortSignal): AsyncGenerator<ServerEvent> {
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), this.limits.silenceMs);
    const params = { path: { id: String(id) }, header: { 'Last-Event-ID': String(after) } };
    const either = AbortSignal.any([signal, silence.signal]);
    const patient = connectApi(this.connection, this.limits, true);
    try {
      const headers = { accept: 'text/event-stream' };
      const bytes = await patient.stream('/api/v1/executions/{id}/events', { params, signal: either, headers });
      yield* readEvents(bytes, () => timer.refresh());
    } finally {
      clearTimeout(timer);
    }
  }
}

export type PackActionRoute =
  '/api/v1/packs/download' | '/api/v1/packs/dependencies' | '/api/v1/packs/build-envs' | '/api/v1/packs/register-batch';
