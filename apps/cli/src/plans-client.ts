import { ExecutionView, PlanView } from '@packyard/contracts';
import { AnswerReader } from './answer-reader';
import { LIMITS } from './api-client';
import type { Connection } from './connection';
import type { components } from './generated/api';
import type { Api } from './http/api';
import { connectApi } from './http-session';

/** Credentials of package indexes, as the API takes them. */
export type SentCredentials = NonNullable<components['schemas']['SyncBody']['index_credentials']>;

/** The part of the HTTP API that is about what an install would do. */
export class PlansClient {
  private readonly api: Api;
  private readonly answers: AnswerReader;

  constructor(connection: Connection) {
    this.api = connectApi(connection, LIMITS);
    this.answers = new AnswerReader(connection);
  }

  /** The execution that makes it. `parameters` are those of an install. */
  make(parameters: Readonly<Record<string, unknown>>): Promise<ExecutionView> {
    return this.answers.one(ExecutionView, this.api.POST('/api/v1/plans', { body: parameters as never }));
  }

  plan(id: string): Promise<PlanView> {
    return this.answers.one(PlanView, this.api.GET('/api/v1/plans/{id}', { params: { path: { id } } }));
  }

  /** The execution that does what it says. */
  apply(id: string, credentials: SentCredentials | undefined): Promise<ExecutionView> {
    const body = credentials === undefined ? {} : { index_credentials: credentials };
    const answer = this.api.POST('/api/v1/plans/{id}/apply', { params: { path: { id } }, body });
    return this.answers.one(ExecutionView, answer);
  }
}
