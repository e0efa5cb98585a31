import { openAsBlob } from 'node:fs';
import { ExecutionView } from '@packyard/contracts';
import { AnswerReader } from './answer-reader';
import { LIMITS } from './api-client';
import type { Connection } from './connection';
import { unreachable } from './failed-request';
import { connectApi } from './http-session';

/** Files of exports, out of the service and into it. They may be large: nothing is held in memory, and nobody gives up on them. */
export class ExportsClient {
  private readonly answers: AnswerReader;

  constructor(private readonly connection: Connection) {
    this.answers = new AnswerReader(connection);
  }

  /** The bytes of what an execution exported. When they break off, so does the iteration, with an error. */
  async *file(executionId: number): AsyncGenerator<Uint8Array> {
    const params = { path: { id: String(executionId) } };
    const bytes = await this.api().stream('/api/v1/executions/{id}/export', { params });
    try {
      yield* bytes;
    } catch (error) {
      throw unreachable(this.connection, error);
    }
  }

  /** `fields` are those of the route's form besides the file. */
  async import(path: string, fields: Readonly<Record<string, string>>): Promise<ExecutionView> {
    const form = new FormData();
    // Before the file, so that they have come when it has.
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('export', await openAsBlob(path), 'packs.packyard');
    const answer = this.api().POST('/api/v1/packs/import', { body: form as never });
    return this.answers.one(ExecutionView, answer);
  }

  private api() {
    return connectApi(this.connection, LIMITS, true);
  }
}
