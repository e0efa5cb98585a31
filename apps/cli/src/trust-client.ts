import { TrustedKeyView, TrustPolicyView } from '@packyard/contracts';
import { z } from 'zod';
import { AnswerReader } from './answer-reader';
import { LIMITS } from './api-client';
import type { Connection } from './connection';
import type { components } from './generated/api';
import type { Api } from './http/api';
import { connectApi } from './http-session';

type Schemas = components['schemas'];

/** The part of the HTTP API that is about keys and where signatures are asked for. */
export class TrustClient {
  private readonly api: Api;
  private readonly answers: AnswerReader;

  constructor(connection: Connection) {
    this.api = connectApi(connection, LIMITS);
    this.answers = new AnswerReader(connection);
  }

  keys(): Promise<TrustedKeyView[]> {
    return this.answers.one(z.array(TrustedKeyView), this.api.GET('/api/v1/trusted-keys'));
  }

  addKey(body: Schemas['NewTrustedKey']): Promise<TrustedKeyView> {
    return this.answers.one(TrustedKeyView, this.api.POST('/api/v1/trusted-keys', { body }));
  }

  removeKey(id: string): Promise<TrustedKeyView> {
    return this.answers.one(TrustedKeyView, this.api.DELETE('/api/v1/trusted-keys/{id}', { params: { path: { id } } }));
  }

  policies(): Promise<TrustPolicyView[]> {
    return this.answers.one(z.array(TrustPolicyView), this.api.GET('/api/v1/trust-policies'));
  }

  setPolicy(body: Schemas['NewTrustPolicy']): Promise<TrustPolicyView> {
    return this.answers.one(TrustPolicyView, this.api.PUT('/api/v1/trust-policies', { body }));
  }

  removePolicy(id: string): Promise<TrustPolicyView> {
    const params = { path: { id } };
    return this.answers.one(TrustPolicyView, this.api.DELETE('/api/v1/trust-policies/{id}', { params }));
  }
}
