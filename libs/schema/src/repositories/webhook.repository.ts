import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { firstRowOf, rowsOf, type Transaction } from '../sql';

export interface WebhookRow {
  id: number;
  /** Masked. */
  url: string;
  /** The whole URL and the secrets, encrypted. */
  sealed: Buffer;
  events: string[];
  description: string;
  isEnabled: boolean;
  disabledBecause: string | null;
  failingSince: Date | null;
  createdAt: Date;
  createdBy: string;
}

export type NewWebhookRow = Pick<WebhookRow, 'url' | 'sealed' | 'events' | 'description' | 'createdBy'>;
export type WebhookRowChanges = Partial<Pick<WebhookRow, 'url' | 'sealed' | 'events' | 'description' | 'isEnabled'>>;

const COLUMNS = `id, url, sealed, events, description, is_enabled AS "isEnabled", disabled_because AS "disabledBecause",
  failing_since AS "failingSince", created_at AS "createdAt", created_by AS "createdBy"`;

/** Who wants to be told of what. What they are told is written by triggers, in the transaction of what it tells of. */
@Injectable()
export class WebhookRepository {
  constructor(private readonly dataSource: DataSource) {}

  list(): Promise<WebhookRow[]> {
    return rowsOf(this.dataSource.manager, `SELECT ${COLUMNS} FROM webhook ORDER BY id`);
  }

  find(id: number): Promise<WebhookRow | undefined> {
    return firstRowOf(this.dataSource.manager, `SELECT ${COLUMNS} FROM webhook WHERE id = $1`, [id]);
  }

  async create(transaction: Transaction, webhook: NewWebhookRow): Promise<WebhookRow> {
    const row = await firstRowOf<WebhookRow>(
      transaction,
      `INSERT INTO webhook (url, sealed, events, description, created_by) VALUES ($1, $2, $3, $4, $5)
       RETURNING ${COLUMNS}`,
      [webhook.url, webhook.sealed, webhook.events, webhook.description, webhook.createdBy],
    );
    if (row === undefined) throw new Error('The webhook was not stored');
    return row;
  }

  /** One that is enabled again begins anew: nothing is said of why it was disabled. Nothing when there is no such webhook. */
  update(transaction: Transaction, id: number, changes: WebhookRowChanges): Promise<WebhookRow | undefined> {
    return firstRowOf<WebhookRow>(
      transaction,
      `UPDATE webhook SET url = coalesce($2, url), sealed = coalesce($3, sealed), events = coalesce($4, events),
         description = coalesce($5, description), is_enabled = coalesce($6, is_enabled),
         disabled_because = CASE WHEN $6 IS NULL THEN disabled_because END,
         failing_since = CASE WHEN $6 IS NULL THEN failing_since END
       WHERE id = $1 RETURNING ${COLUMNS}`,
      [
        id,
        changes.url ?? null,
        changes.sealed ?? null,
        changes.events ?? null,
        changes.description ?? null,
        changes.isEnabled ?? null,
      ],
    );
  }

  /** With all that it was told. Nothing when there is no such webhook. */
  remove(transaction: Transaction, id: number): Promise<WebhookRow | undefined> {
    return firstRowOf<WebhookRow>(
      transaction,
      `WITH told AS (DELETE FROM webhook_delivery WHERE webhook_id = $1)
       DELETE FROM webhook WHERE id = $1 RETURNING ${COLUMNS}`,
      [id],
    );
  }

  /** Nothing when somebody else was faster. */
  disable(transaction: Transaction, id: number, because: string): Promise<WebhookRow | undefined> {
    return firstRowOf<WebhookRow>(
      transaction,
      `UPDATE webhook SET is_enabled = false, disabled_because = $2 WHERE id = $1 AND is_enabled RETURNING ${COLUMNS}`,
      [id, because],
    );
  }

  async succeeded(id: number): Promise<void> {
    const sql = 'UPDATE webhook SET failing_since = NULL WHERE id = $1 AND failing_since IS NOT NULL';
    await this.dataSource.manager.query(sql, [id]);
  }

  /** Answers for how many seconds nothing has come through, by now. */
  async failed(id: number): Promise<number> {
    const row = await firstRowOf<{ seconds: number }>(
      this.dataSource.manager,
      `UPDATE webhook SET failing_since = coalesce(failing_since, now()) WHERE id = $1
       RETURNING extract(epoch FROM now() - failing_since)::double precision AS seconds`,
      [id],
    );
    return row?.seconds ?? 0;
  }
}
