import type { DeliveryView, WebhookView } from '@packyard/contracts';
import type { DeliveryRow, WebhookRow } from '@packyard/schema';

export function presentWebhook(row: WebhookRow): WebhookView {
  return {
    id: row.id,
    url: row.url,
    events: row.events,
    description: row.description,
    enabled: row.isEnabled,
    disabled_because: row.disabledBecause,
    failing_since: row.failingSince?.toISOString() ?? null,
    created: row.createdAt.toISOString(),
    created_by: row.createdBy,
  };
}

export function presentDelivery(row: DeliveryRow): DeliveryView {
  return {
    id: row.id,
    webhook: row.webhookId,
    message_id: row.messageId,
    type: row.type,
    status: row.status,
    attempt: row.attempt,
    next: row.status === 'pending' ? row.dueAt.toISOString() : null,
    created: row.createdAt.toISOString(),
    attempted: row.attemptedAt?.toISOString() ?? null,
    response_status: row.responseStatus,
    response_body: row.responseBody,
    problem: row.problem,
    payload: row.payload,
  };
}
