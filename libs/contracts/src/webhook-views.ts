import { z } from 'zod';
import { AUDIT_ACTIONS } from './audit';

/** Beside every change that is recorded: how executions end, and each new set of enabled versions. */
const OTHER_EVENTS = [
  'execution.completed',
  'execution.failed',
  'execution.cancelled',
  'generation.create',
  'webhook.test',
] as const;
const WEBHOOK_EVENTS: readonly string[] = [...OTHER_EVENTS, ...AUDIT_ACTIONS];
const KINDS = [...new Set(WEBHOOK_EVENTS.map((event) => `${event.replace(/\..*/, '')}.*`))].sort();

const EventName = z.enum(['*', ...KINDS, ...WEBHOOK_EVENTS]);
const url = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).max(2048);
const events = z
  .array(EventName)
  .min(1)
  .max(100)
  .describe('Such as execution.failed or pack.*; * for all. Those of the audit are called as they are there.');
const description = z.string().trim().max(500);

export const NewWebhook = z.strictObject({ url, events, description: description.default('') });
export type NewWebhook = z.infer<typeof NewWebhook>;

export const WebhookChanges = z.strictObject({
  url: url.optional(),
  events: events.optional(),
  description: description.optional(),
  enabled: z.boolean().optional().describe('What waited while it was disabled is sent once it is enabled again.'),
});
export type WebhookChanges = z.infer<typeof WebhookChanges>;

export const WebhookView = z.object({
  id: z.int(),
  url: z.string().describe('Without user info and query, which are kept sealed.'),
  events: z.array(z.string()),
  description: z.string(),
  enabled: z.boolean(),
  disabled_because: z.string().nullable().describe('Of one that nobody disabled by hand.'),
  failing_since: z.iso.datetime().nullable().describe('Nothing was delivered since then, though it was tried.'),
  created: z.iso.datetime(),
  created_by: z.string(),
});
export type WebhookView = z.infer<typeof WebhookView>;

export const WebhookWithSecret = WebhookView.extend({
  secret: z.string().describe('What it verifies signatures with (standardwebhooks.com). It is shown this once.'),
});
export type WebhookWithSecret = z.infer<typeof WebhookWithSecret>;

export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export const DeliveryView = z.object({
  id: z.int(),
  webhook: z.int(),
  message_id: z.string().describe('The same each time that it is sent: the header webhook-id.'),
  type: z.string(),
  status: z.enum(DELIVERY_STATUSES),
  attempt: z.int().describe('How often it was sent.'),
  next: z.iso.datetime().nullable().describe('When it is sent the next time.'),
  created: z.iso.datetime(),
  attempted: z.iso.datetime().nullable(),
  response_status: z.int().nullable(),
  response_body: z.string().nullable().describe('Its first KiB.'),
  problem: z.string().nullable(),
  payload: z.record(z.string(), z.unknown()),
});
export type DeliveryView = z.infer<typeof DeliveryView>;
