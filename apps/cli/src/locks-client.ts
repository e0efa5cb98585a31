import { LockInstalledView, PackLock, SyncView } from '@packyard/contracts';
import { AnswerReader } from './answer-reader';
import { LIMITS } from './api-client';
import type { Connection } from './connection';
import type { components } from './generated/api';
import type { Api } from './http/api';
import { connectApi } from './http-session';

type SyncBody = components['schemas']['SyncBody'];

/** The part of the HTTP API that is about what is enabled, to the digest, and about what is to be. */
export class LocksClient {
  private readonly api: Api;
  private readonly answers: AnswerReader;

  constructor(connection: Connection) {
    this.api = connectApi(connection, LIMITS);
    this.answers = new AnswerReader(connection);
  }

  lock(): Promise<PackLock> {
    return this.answers.one(PackLock, this.api.GET('/api/v1/lock'));
  }

  sync(body: SyncBody): Promise<SyncView> {
    return this.answers.one(SyncView, this.api.POST('/api/v1/sync', { body }));
  }

  /** `fields` are those of the route's form besides the lock. */
  install(lock: unknown, fields: Readonly<Record<string, string>>): Promise<LockInstalledView> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('lock', new Blob([JSON.stringify(lock)]), 'packs.lock');
    const answer = this.api.POST('/api/v1/lock/install', { body: form as never });
    return this.answers.one(LockInstalledView, answer);
  }
}
