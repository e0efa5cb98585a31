import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SERVICE } from '@packyard/contracts';
import { withinTime } from '@packyard/pipeline';
import {
  AuditRepository,
  type ClaimedDelivery,
  WebhookDeliveryRepository,
  WebhookRepository,
  type WebhookRow,
} from '@packyard/schema';
import { Notifications } from '../notifications';
import { type DeliveryOutcome, DeliveryAttempt } from './delivery-attempt';
import { redeliveryDelayMs } from './retry-schedule';
import { originOf } from './webhook-secrets';

// What is due later on, and what a notification was lost for.
const LOOK_EVERY_MS = 5_000;
// Longer than an attempt takes: after it, another gateway takes over.
const LEASE_SECONDS = 60;
const AT_A_TIME = 4;
const SHUTDOWN_TIMEOUT_MS = 1_000;
const DISABLE_AFTER_SECONDS = 5 * 24 * 3600;

/** What is sent to one webhook, one after the other. */
interface Lane {
  looksAgain: boolean;
  done: Promise<void>;
}

/**
 * Sends what is due to webhooks, each of them by itself: one that stalls keeps no other waiting. Any number of gateways may
 * do so at once: a delivery is claimed by one, and taken over when that one dies.
 */
@Injectable()
export class WebhookSender implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(WebhookSender.name);
  private readonly stopping = new AbortController();
  private readonly lanes = new Map<number, Lane>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private looksAgain = false;

  constructor(
    private readonly deliveries: WebhookDeliveryRepository,
    private readonly webhooks: WebhookRepository,
    private readonly attempt: DeliveryAttempt,
    private readonly audit: AuditRepository,
    notifications: Notifications,
  ) {
    notifications.listen('webhook_delivery', () => this.wake());
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.wake(), LOOK_EVERY_MS);
    this.timer.unref();
    this.wake();
  }

  /** What is being sent is given back, and sent again by the next one. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort(new Error('The gateway ends'));
    await withinTime(
      SHUTDOWN_TIMEOUT_MS,
      Promise.all([this.looking, ...[...this.lanes.values()].map(({ done }) => done)]),
    );
  }

  wake(): void {
    if (this.stopping.signal.aborted) return;
    this.looksAgain = true;
    this.looking ??= this.look();
  }

  /** Sends that one now, whatever else waits; nothing when somebody is at it. */
  async sendNow(deliveryId: number): Promise<void> {
    const delivery = await this.deliveries.claimOne(deliveryId, LEASE_SECONDS);
    const webhook = delivery && (await this.webhooks.find(delivery.webhookId));
    if (webhook !== undefined) await this.send(webhook, delivery as ClaimedDelivery);
  }

  private async look(): Promise<void> {
    try {
      while (this.looksAgain && !this.stopping.signal.aborted) {
        this.looksAgain = false;
        for (const id of await this.deliveries.due()) this.open(id);
      }
    } catch (error) {
      this.logger.warn(`What is due to webhooks could not be read, and will be: ${String(error)}`);
    } finally {
      this.looking = undefined;
    }
  }

  private open(webhookId: number): void {
    const known = this.lanes.get(webhookId);
    if (known !== undefined) {
      known.looksAgain = true;
      return;
    }
    const lane: Lane = { looksAgain: true, done: Promise.resolve() };
    this.lanes.set(webhookId, lane);
    lane.done = this.empty(webhookId, lane);
  }

  private async empty(webhookId: number, lane: Lane): Promise<void> {
    try {
      while (lane.looksAgain && !this.stopping.signal.aborted) {
        lane.looksAgain = await this.sendSome(webhookId, lane);
      }
    } catch (error) {
      this.logger.warn(`Webhook ${webhookId} waits for a while: ${String(error)}`);
    } finally {
      this.lanes.delete(webhookId);
    }
  }

  /** Answers whether there may be more. */
  private async sendSome(webhookId: number, lane: Lane): Promise<boolean> {
    lane.looksAgain = false;
    const webhook = await this.webhooks.find(webhookId);
    const claimed = await this.deliveries.claim(webhookId, AT_A_TIME, LEASE_SECONDS);
    if (webhook === undefined) return false;
    await Promise.all(claimed.map((delivery) => this.send(webhook, delivery)));
    return claimed.length > 0 || lane.looksAgain;
  }

  private async send(webhook: WebhookRow, delivery: ClaimedDelivery): Promise<void> {
    const attempted = await this.attempt.run(webhook, delivery, this.stopping.signal).catch(() => undefined);
    if (attempted === undefined) {
      await this.deliveries.end(delivery, { ...NOT_SENT, status: 'pending', delayMs: 0 });
      return;
    }
    const delayMs = attempted.isDelivered ? undefined : redeliveryDelayMs(delivery.attempt, attempted.retryAfterMs);
    const status = attempted.isDelivered ? 'delivered' : delayMs === undefined ? 'failed' : 'pending';
    const { status: responseStatus, body: responseBody, problem } = attempted;
    const end = { status, delayMs: delayMs ?? 0, responseStatus, responseBody, problem } as const;
    if (await this.deliveries.end(delivery, end)) await this.note(webhook, delivery, attempted);
  }

  private async note(
    webhook: WebhookRow,
    { messageId, attempt }: ClaimedDelivery,
    attempted: DeliveryOutcome,
  ): Promise<void> {
    if (attempted.isDelivered) {
      await this.webhooks.succeeded(webhook.id);
      return;
    }
    const name = `Webhook ${webhook.id} (${originOf(webhook.url)})`;
    this.logger.warn(`${name} did not take ${messageId}, attempt ${attempt}: ${attempted.problem ?? ''}`);
    const failingSeconds = await this.webhooks.failed(webhook.id);
    if (attempted.isGone) await this.disable(webhook, 'It answered 410: it is gone.');
    else if (failingSeconds > DISABLE_AFTER_SECONDS) {
      await this.disable(webhook, `Nothing came through for ${Math.floor(failingSeconds / 86_400)} days.`);
    }
  }

  private async disable({ id, url }: WebhookRow, because: string): Promise<void> {
    await this.audit.record(
      (transaction) => this.webhooks.disable(transaction, id, because),
      (row) =>
        row === undefined
          ? undefined
          : {
              actor: SERVICE,
              action: 'webhook.disable',
              subject: `webhook ${id}`,
              after: { url: originOf(url), because },
            },
    );
    this.logger.warn(`Webhook ${id} (${originOf(url)}) is disabled: ${because}`);
  }
}

const NOT_SENT = { responseStatus: null, responseBody: null, problem: 'The gateway ended before it was sent.' };
