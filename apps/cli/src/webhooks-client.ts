import { DeliveryView, type NewWebhook, WebhookView, WebhookWithSecret } from '@packyard/contracts';
import { z } from 'zod';
import { AnswerReader } from './answer-reader';
import { LIMITS } from './api-client';
import type { Connection } from './connection';
import type { components } from './generated/api';
import type { Api } from './http/api';
import { connectApi } from './http-session';

type Schemas = components['schemas'];
const PAGE_SIZE = 100;

/** The part of the HTTP API that is about who is told of what. */
export class WebhooksClient {
  private readonly api: Api;
  private readonly answers: AnswerReader;

  constructor(connection: Connection) {
    this.api = connectApi(connection, LIMITS);
    this.answers = new AnswerReader(connection);
  }

  list(): Promise<WebhookView[]> {
    return this.answers.one(z.array(WebhookView), this.api.GET('/api/v1/webhooks'));
  }

  show(id: string): Promise<WebhookView> {
    return this.answers.one(WebhookView, this.api.GET('/api/v1/webhooks/{id}', of(id)));
  }

  create(webhook: NewWebhook): Promise<WebhookWithSecret> {
    const body = webhook as Schemas['NewWebhook'];
    return this.answers.one(WebhookWithSecret, this.api.POST('/api/v1/webhooks', { body }));
  }

  update(id: string, body: Schemas['WebhookChanges']): Promise<WebhookView> {
    return this.answers.one(WebhookView, this.api.PUT('/api/v1/webhooks/{id}', { ...of(id), body }));
  }

  remove(id: string): Promise<WebhookView> {
    return this.answers.one(WebhookView, this.api.DELETE('/api/v1/webhooks/{id}', of(id)));
  }

  rotate(id: string): Promise<WebhookWithSecret> {
    return this.answers.one(WebhookWithSecret, this.api.POST('/api/v1/webhooks/{id}/secret', of(id)));
  }

  test(id: string): Promise<DeliveryView> {
    return this.answers.one(DeliveryView, this.api.POST('/api/v1/webhooks/{id}/test', of(id)));
  }

  /** The newest ones first. */
  deliveries(id: string, limit: number): Promise<DeliveryView[]> {
    const path = { id };
    return this.answers.pages(
      DeliveryView,
      (page) =>
        this.api.GET('/api/v1/webhooks/{id}/deliveries', { params: { path, query: { page, page_size: PAGE_SIZE } } }),
      limit,
    );
  }

  resend(id: string, delivery: string): Promise<DeliveryView> {
    const params = { path: { id, delivery } };
    return this.answers.one(
      DeliveryView,
      this.api.POST('/api/v1/webhooks/{id}/deliveries/{delivery}/resend', { params }),
    );
  }
}

function of(id: string) {
  return { params: { path: { id } } };
}
