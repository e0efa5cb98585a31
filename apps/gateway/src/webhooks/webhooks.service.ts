import { Injectable } from '@nestjs/common';
import { type Actor, type NewWebhook, RejectedError, type WebhookChanges } from '@packyard/contracts';
import { ForbiddenAddress, NetworkPolicy } from '@packyard/network';
import { AuditRepository, WebhookRepository, type WebhookRow, type WebhookRowChanges } from '@packyard/schema';
import { SecretVault } from '@packyard/store';
import { makeSecret, openSecrets, originOf, sealSecrets, shownUrl, withSecret } from './webhook-secrets';

const MAX_WEBHOOKS = 100;
const MAX_LOOK_UP_MS = 5_000;

/** Sets up who is told of what. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly rows: WebhookRepository,
    private readonly vault: SecretVault,
    private readonly policy: NetworkPolicy,
    private readonly audit: AuditRepository,
  ) {}

  list(): Promise<WebhookRow[]> {
    return this.rows.list();
  }

  /** @throws RejectedError WEBHOOK_NOT_FOUND */
  async find(id: string): Promise<WebhookRow> {
    const row = /^\d{1,9}$/.test(id) ? await this.rows.find(Number(id)) : undefined;
    if (row === undefined) throw notFound(id);
    return row;
  }

  /** The secret is told here and nowhere else. @throws RejectedError WEBHOOK_REFUSED */
  async create({ url, events, description }: NewWebhook, actor: Actor): Promise<{ row: WebhookRow; secret: string }> {
    await this.assertAllowed(url);
    if ((await this.rows.list()).length >= MAX_WEBHOOKS) {
      throw new RejectedError('WEBHOOK_REFUSED', `There are ${MAX_WEBHOOKS} webhooks already.`, {
        hint: 'Delete those that nobody needs.',
      });
    }
    const secret = makeSecret();
    const sealed = sealSecrets(this.vault, { url, secrets: [{ secret, until: null }] });
    const webhook = { url: shownUrl(url), sealed, events: [...events], description, createdBy: actor.name };
    const row = await this.audit.record(
      (transaction) => this.rows.create(transaction, webhook),
      (made) => ({ actor, action: 'webhook.create', subject: `webhook ${made.id}`, after: shown(made) }),
    );
    return { row, secret };
  }

  /** @throws RejectedError WEBHOOK_NOT_FOUND, WEBHOOK_REFUSED */
  async update(id: string, { url, enabled, ...others }: WebhookChanges, actor: Actor): Promise<WebhookRow> {
    const former = await this.find(id);
    if (url !== undefined) await this.assertAllowed(url);
    const moved = url === undefined ? {} : { url: shownUrl(url), sealed: this.resealed(former, url) };
    const { events, description } = others;
    const changes: WebhookRowChanges = {
      ...moved,
      ...(events === undefined ? {} : { events: [...events] }),
      ...(description === undefined ? {} : { description }),
      ...(enabled === undefined ? {} : { isEnabled: enabled }),
    };
    return this.change(former, { action: 'webhook.update', changes }, actor);
  }

  /** The former secret counts for a day more. @throws RejectedError WEBHOOK_NOT_FOUND */
  async rotate(id: string, actor: Actor): Promise<{ row: WebhookRow; secret: string }> {
    const former = await this.find(id);
    const secret = makeSecret();
    const sealed = sealSecrets(this.vault, withSecret(openSecrets(this.vault, former.sealed), secret));
    return { row: await this.change(former, { action: 'webhook.rotate', changes: { sealed } }, actor), secret };
  }

  /** With all that it was told. @throws RejectedError WEBHOOK_NOT_FOUND */
  async remove(id: string, actor: Actor): Promise<WebhookRow> {
    const { id: number } = await this.find(id);
    const removed = await this.audit.record(
      (transaction) => this.rows.remove(transaction, number),
      (row) => row && { actor, action: 'webhook.delete', subject: `webhook ${row.id}`, before: shown(row) },
    );
    if (removed === undefined) throw notFound(id);
    return removed;
  }

  private async change(
    former: WebhookRow,
    { action, changes }: { action: 'webhook.update' | 'webhook.rotate'; changes: WebhookRowChanges },
    actor: Actor,
  ): Promise<WebhookRow> {
    const changed = await this.audit.record(
      (transaction) => this.rows.update(transaction, former.id, changes),
      (row) => row && { actor, action, subject: `webhook ${row.id}`, before: shown(former), after: shown(row) },
    );
    if (changed === undefined) throw notFound(String(former.id));
    return changed;
  }

  private resealed({ sealed }: WebhookRow, url: string): Buffer {
    return sealSecrets(this.vault, { ...openSecrets(this.vault, sealed), url });
  }

  /** By what sources are fetched by; again each time that it is sent. A name that is not known yet may be by then. */
  private async assertAllowed(url: string): Promise<void> {
    const { hostname } = new URL(url);
    try {
      await this.policy.assertProxied(hostname, AbortSignal.timeout(MAX_LOOK_UP_MS));
    } catch (error) {
      if (!(error instanceof ForbiddenAddress)) return;
      const message = `Webhooks may not be sent to ${shownUrl(url)}: ${error.reason}.`;
      throw new RejectedError('WEBHOOK_REFUSED', message, { hint: error.hint ?? 'Give another URL.', cause: error });
    }
  }
}

function notFound(id: string): RejectedError {
  return new RejectedError('WEBHOOK_NOT_FOUND', `There is no webhook ${id.slice(0, 20)}.`, {
    hint: 'List the webhooks to see which there are.',
  });
}

/** For the audit, and whoever is told of it. */
function shown({ url, events, isEnabled }: WebhookRow): object {
  return { url: originOf(url), events, enabled: isEnabled };
}
