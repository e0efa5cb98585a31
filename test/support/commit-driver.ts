import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { aPack, eventually } from '@packyard/testing';
import type { Service } from './service';
import type { TestFixture } from './test-fixture';

/** When the connection is lost: before the commit is sent, before it is answered, or after it was answered. */
export const COMMIT_FAULTS = ['before', 'during', 'after'] as const;
export type CommitFault = (typeof COMMIT_FAULTS)[number];

export interface Strike {
  kind: 'transaction' | 'statement';
  /** The file that commits. */
  at: string;
  fault: CommitFault;
}

interface Asked {
  method?: string;
  body?: object;
  token?: string;
  /** Codes by which a repeated request tells that the first one was carried out. */
  done?: string[];
}

const MAX_MS = 60_000;
const PRELOADED = pathToFileURL(join(__dirname, 'commit-faults.process.mjs')).href;

/** A service whose commits can be struck, and a user who asks again when told that it was not ready. */
export class CommitDriver {
  service!: Service;
  private readonly folder: string;
  private count = 0;

  constructor(readonly fixture: TestFixture) {
    this.folder = fixture.path('commits');
  }

  get environment(): Record<string, string> {
    mkdirSync(this.folder, { recursive: true });
    return { NODE_OPTIONS: `--import ${PRELOADED}`, PACKYARD_TEST_COMMITS: this.folder };
  }

  strike({ kind, at, fault }: Strike): void {
    writeFileSync(join(this.folder, 'order.json'), JSON.stringify({ kind, at, fault }));
  }

  isStruck(): boolean {
    return !existsSync(join(this.folder, 'order.json'));
  }

  forget(): void {
    rmSync(join(this.folder, 'order.json'), { force: true });
  }

  /** What ends instead says why, on its last line. */
  async startAgain(): Promise<void> {
    for (;;) {
      this.service.spawnAll();
      const never = () => new Promise<never>(() => undefined);
      const isReady = await Promise.race([
        this.service.ready().then(() => true, never),
        this.service.exited().then(() => false, never),
      ]);
      if (isReady) return;
      expect(this.service.log.join('').trim().split('\n').at(-1)).toMatch(/database/i);
    }
  }

  /** As `transaction FILE` and `statement FILE`. */
  seen(): Set<string> {
    return new Set(readFileSync(join(this.folder, 'seen.log'), 'utf8').trim().split('\n'));
  }

  name(what: string): string {
    this.count += 1;
    return `${what}-${this.count}`;
  }

  /** Asks until it is not told to ask again; nothing else may go wrong. The answer's `data`. */
  async insist<Data>(path: string, { method, body, token, done = [] }: Asked = {}): Promise<Data> {
    const headers = {
      authorization: `Bearer ${token ?? this.service.token}`,
      'idempotency-key': randomUUID(),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const request = {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const { response, answer } = await eventually(async () => {
      const response = await fetch(`${this.service.url}${path}`, request);
      const answer = (await response.json()) as { data?: Data; code?: string };
      if (answer.code === 'NOT_READY') throw new Error(JSON.stringify(answer));
      return { response, answer };
    }, MAX_MS);
    if (response.ok || done.includes(answer.code ?? '')) return answer.data as Data;
    throw new Error(`${path}: ${JSON.stringify(answer)} ${this.service.log.join('').slice(-3000)}`);
  }

  async submit(packs: string[]): Promise<number> {
    const body = { action: 'core.install_packs', parameters: { packs } };
    return (await this.insist<{ id: number }>('/api/v1/executions', { body })).id;
  }

  async install(ref: string, version = '1.0.0'): Promise<void> {
    const id = await this.submit([
      aPack(ref)
        .version(version)
        .writeTo(this.fixture.path(`${ref}-${version}`)),
    ]);
    const ended = await this.service.ended(id, 60_000);
    expect([ref, ended.status, ended.packs[0]?.error]).toEqual([ref, 'completed', null]);
    await this.leads(ref, version);
  }

  /** The link leads to the version that the database says is enabled. */
  async leads(ref: string, version: string | undefined): Promise<void> {
    await eventually(async () => {
      const pack = await this.insist<{ version: string | null }>(`/api/v1/packs/${ref}`);
      const manifest = this.fixture.path('home/packs', ref, 'pack.yaml');
      const linked = existsSync(manifest) ? /^version: (.*)$/m.exec(readFileSync(manifest, 'utf8'))?.[1] : null;
      expect([pack.version, linked]).toEqual([version ?? null, version ?? null]);
    }, MAX_MS);
  }

  unlink(ref: string): void {
    unlinkSync(this.fixture.path('home/packs', ref));
  }
}
