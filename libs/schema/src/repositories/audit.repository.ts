import { Injectable } from '@nestjs/common';
import type { AuditAction } from '@packyard/contracts';
import { DataSource } from 'typeorm';
import { AuditEventEntity } from '../entities/audit-event.entity';
import type { Transaction } from '../sql';

export interface NewAuditEvent {
  actor: string;
  action: AuditAction;
  /** What was changed: `pack slack`, `user ada`. */
  subject: string;
  /** Never a secret. */
  before?: object | null;
  after?: object | null;
}

export interface AuditFilter {
  subject?: string | undefined;
  actor?: string | undefined;
  limit: number;
  offset: number;
}

@Injectable()
export class AuditRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** In the transaction of the change: one is never there without the other. */
  add(transaction: Transaction, event: NewAuditEvent): Promise<void> {
    return this.addAll(transaction, [event]);
  }

  async addAll(transaction: Transaction, events: readonly NewAuditEvent[]): Promise<void> {
    if (events.length === 0) return;
    await transaction.query(
      `INSERT INTO audit_event (actor, action, subject, before, after)
       SELECT actor, action, subject, before, after FROM jsonb_to_recordset($1::jsonb)
         AS event (actor text, action text, subject text, before jsonb, after jsonb)`,
      [JSON.stringify(events.map(({ before = null, after = null, ...event }) => ({ ...event, before, after })))],
    );
  }

  /** A change and its events, in one transaction of their own; no event when the change answers that it changed nothing. */
  record<Result>(
    change: (transaction: Transaction) => Promise<Result>,
    eventsOf: (result: Result) => NewAuditEvent | readonly NewAuditEvent[] | undefined,
  ): Promise<Result> {
    return this.dataSource.transaction(async (transaction) => {
      const result = await change(transaction);
      await this.addAll(transaction, [eventsOf(result) ?? []].flat());
      return result;
    });
  }

  /** Newest first, and how many there are. */
  async list({ subject, actor, limit, offset }: AuditFilter): Promise<[AuditEventEntity[], number]> {
    return this.dataSource.manager.findAndCount(AuditEventEntity, {
      where: { ...(subject === undefined ? {} : { subject }), ...(actor === undefined ? {} : { actor }) },
      order: { id: 'DESC' },
      skip: offset,
      take: limit,
    });
  }
}
