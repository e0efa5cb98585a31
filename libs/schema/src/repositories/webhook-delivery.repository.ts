import { Injectable } from '@nestjs/common';
import type { DeliveryStatus } from '@packyard/contracts';
import { DataSource } from 'typeorm';
import { firstRowOf, rowsOf } from '../sql';

export interface DeliveryRow {
  id: number;
  webhookId: number;
  messageId: string;
  type: string;
  status: DeliveryStatus;
  attempt: number;
  dueAt: Date;
  createdAt: Date;
  attemptedAt: Date | null;
  responseStatus: number | null;
  responseBody: string | null;
  problem: string | null;
  payload: Record<string, unknown>;
}

/** What has to be sent now, by whoever has claimed it. */
export interface ClaimedDelivery {
  id: number;
  webhookId: number;
  messageId: string;
  attempt: number;
  /** The payload, the same bytes each time. */
  body: string;
}

export interface DeliveryEnd {
  status: DeliveryStatus;
  /** Until the next time, of one that is still pending. */
  delayMs: number;
  responseStatus: number | null;
  responseBody: string | null;
  problem: string | null;
}

const COLUMNS = `id, webhook_id AS "webhookId", message_id AS "messageId", type, status, attempt, due_at AS "dueAt",
  created_at AS "createdAt", attempted_at AS "attemptedAt", response_status AS "responseStatus",
  response_body AS "responseBody", problem, payload`;
const CLAIMED = 'id, webhook_id AS "webhookId", message_id AS "messageId", attempt, payload::text AS body';

/**
 * What webhooks are told. A claim pushes the delivery's time into the future and gives the attempt a number: whoever dies
 * with it is replaced after that time, and whoever was replaced can store nothing.
 */
@Injectable()
export class WebhookDeliveryRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Newest first, with the number of all. */
  async list(
    webhookId: number,
    { status, limit, offset }: { status?: DeliveryStatus | undefined; limit: number; offset: number },
  ): Promise<[DeliveryRow[], number]> {
    const { manager } = this.dataSource;
    const where = 'webhook_id = $1 AND status = coalesce($2, status)';
    const values = [webhookId, status ?? null];
    const rows = await rowsOf<DeliveryRow>(
      manager,
      `SELECT ${COLUMNS} FROM webhook_delivery WHERE ${where} ORDER BY id DESC LIMIT $3 OFFSET $4`,
      [...values, limit, offset],
    );
    const count = `SELECT count(*)::integer AS total FROM webhook_delivery WHERE ${where}`;
    return [rows, (await firstRowOf<{ total: number }>(manager, count, values))?.total ?? 0];
  }

  find(webhookId: number, id: number): Promise<DeliveryRow | undefined> {
    const sql = `SELECT ${COLUMNS} FROM webhook_delivery WHERE webhook_id = $1 AND id = $2`;
    return firstRowOf(this.dataSource.manager, sql, [webhookId, id]);
  }

  /** Tells one webhook, whatever it asked for. */
  async add(webhookId: number, type: string, data: object): Promise<number> {
    const row = await firstRowOf<{ id: number }>(
      this.dataSource.manager,
      `INSERT INTO webhook_delivery (webhook_id, message_id, type, payload)
       VALUES ($1, 'msg_' || replace(gen_random_uuid()::text, '-', ''), $2, $3) RETURNING id`,
      [webhookId, type, { type, timestamp: new Date().toISOString(), data }],
    );
    if (row === undefined) throw new Error('The delivery was not stored');
    return row.id;
  }

  /** The same message once more, at once. Nothing when there is no such delivery. */
  async renew(webhookId: number, id: number): Promise<boolean> {
    const sql = `UPDATE webhook_delivery SET status = 'pending', due_at = now() WHERE webhook_id = $1 AND id = $2 RETURNING id`;
    return (await firstRowOf(this.dataSource.manager, sql, [webhookId, id])) !== undefined;
  }

  /** How all of it is. */
  async state(): Promise<{ enabled: number; failing: number; disabled: number; waiting: number }> {
    const row = await firstRowOf<{ enabled: number; failing: number; disabled: number; waiting: number }>(
      this.dataSource.manager,
      `SELECT count(*) FILTER (WHERE is_enabled)::integer AS enabled,
         count(*) FILTER (WHERE is_enabled AND failing_since IS NOT NULL)::integer AS failing,
         count(*) FILTER (WHERE NOT is_enabled AND disabled_because IS NOT NULL)::integer AS disabled,
         (SELECT count(*)::integer FROM webhook_delivery WHERE status = 'pending') AS waiting
       FROM webhook`,
    );
    return row ?? { enabled: 0, failing: 0, disabled: 0, waiting: 0 };
  }

  /** Webhooks that are enabled and have something to be told now. */
  async due(): Promise<number[]> {
    const rows = await rowsOf<{ id: number }>(
      this.dataSource.manager,
      `SELECT id FROM webhook WHERE is_enabled AND EXISTS (SELECT FROM webhook_delivery
         WHERE webhook_id = webhook.id AND status = 'pending' AND due_at <= now()) ORDER BY id`,
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Of one webhook those that are due first; others that claim at the same time get others. They are chosen once: as a
   * condition, PostgreSQL may choose again for each row, and claim all of them.
   */
  claim(webhookId: number, limit: number, leaseSeconds: number): Promise<ClaimedDelivery[]> {
    return rowsOf(
      this.dataSource.manager,
      `WITH due AS MATERIALIZED (
         SELECT id AS due_id FROM webhook_delivery WHERE webhook_id = $1 AND status = 'pending' AND due_at <= now()
           AND EXISTS (SELECT FROM webhook WHERE id = $1 AND is_enabled)
         ORDER BY due_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)
       UPDATE webhook_delivery SET attempt = attempt + 1, attempted_at = now(),
         due_at = now() + make_interval(secs => $3)
       FROM due WHERE id = due_id RETURNING ${CLAIMED}`,
      [webhookId, limit, leaseSeconds],
    );
  }

  /** That one, also of a webhook that is disabled. Nothing when somebody else is at it. */
  claimOne(id: number, leaseSeconds: number): Promise<ClaimedDelivery | undefined> {
    return firstRowOf(
      this.dataSource.manager,
      `UPDATE webhook_delivery SET attempt = attempt + 1, attempted_at = now(),
         due_at = now() + make_interval(secs => $2)
       WHERE id = $1 AND status = 'pending' AND due_at <= now() RETURNING ${CLAIMED}`,
      [id, leaseSeconds],
    );
  }

  /** False when somebody else has taken it over meanwhile. */
  async end({ id, attempt }: ClaimedDelivery, end: DeliveryEnd): Promise<boolean> {
    const row = await firstRowOf(
      this.dataSource.manager,
      `UPDATE webhook_delivery SET status = $3, due_at = now() + make_interval(secs => $4::double precision / 1000),
         response_status = $5, response_body = $6, problem = $7
       WHERE id = $1 AND attempt = $2 AND status = 'pending' RETURNING id`,
      [id, attempt, end.status, end.delayMs, end.responseStatus, end.responseBody, end.problem],
    );
    return row !== undefined;
  }
}
