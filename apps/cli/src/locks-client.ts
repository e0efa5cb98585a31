import { LockInstalledView, PackLock } from '@packyard/contracts';
import { AnswerReader } from './answer-reader';
import { LIMITS } from './api-client';
import type { Connection } from './connection';
import { type Api, connectApi } from './http-session';

/** The part of the HTTP API that is about what is enabled, to the digest. */
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

  /** `fields` are those of the route's form besides the lock. */
  install(lock: unknown, fields: Readonly<Record<string, string>>): Promise<LockInstalledView> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('lock', new Blob([JSON.stringify(lock)]), 'packs.lock');
    const answer = this.api.POST('/api/v1/lock/install', { body: form as never, bodySerializer: () => form });
    return this.answers.one(LockInstalledView, answer);
  }
}
