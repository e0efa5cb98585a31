import { Injectable } from '@nestjs/common';
import { RejectedError } from '@packyard/contracts';
import { type DeliveryRow, WebhookDeliveryRepository, type WebhookRow } from '@packyard/schema';
import { WebhookSender } from './webhook-sender';
import { WebhooksService } from './webhooks.service';

type Filter = Parameters<WebhookDeliveryRepository['list']>[1];

/** What webhooks were told, and telling them again by hand. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly rows: WebhookDeliveryRepository,
    private readonly sender: WebhookSender,
  ) {}

  /** @throws RejectedError WEBHOOK_NOT_FOUND */
  async list(webhook: string, filter: Filter): Promise<[DeliveryRow[], number]> {
    return this.rows.list((await this.webhooks.find(webhook)).id, filter);
  }

  /** Tells it something that is only for trying out, and answers how that went. @throws RejectedError WEBHOOK_NOT_FOUND */
  async test(webhook: string): Promise<DeliveryRow> {
    const found = await this.webhooks.find(webhook);
    const id = await this.rows.add(found.id, 'webhook.test', { webhook: found.id, description: found.description });
    await this.sender.sendNow(id);
    return this.find(found, String(id));
  }

  /** Sends the same message once more, and answers how that went. @throws RejectedError WEBHOOK_NOT_FOUND */
  async resend(webhook: string, delivery: string): Promise<DeliveryRow> {
    const found = await this.webhooks.find(webhook);
    const { id } = await this.find(found, delivery);
    await this.rows.renew(found.id, id);
    await this.sender.sendNow(id);
    return this.find(found, delivery);
  }

  private async find({ id }: WebhookRow, delivery: string): Promise<DeliveryRow> {
    const row = /^\d{1,9}$/.test(delivery) ? await this.rows.find(id, Number(delivery)) : undefined;
    if (row !== undefined) return row;
    throw new RejectedError('WEBHOOK_NOT_FOUND', `Webhook ${id} has no delivery ${delivery.slice(0, 20)}.`, {
      hint: 'List its deliveries; old ones are removed.',
    });
  }
}
