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
  async add(transaction: Transaction, { before = null, after = null, ...event }: NewAuditEvent): Promise<void> {
    await transaction.query(
      'INSERT INTO audit_event (actor, action, subject, before, after) VALUES ($1, $2, $3, $4::jsonb, $5::jsonb)',
      [
        event.actor,
        event.action,
        event.subject,
        before === null ? null : JSON.stringify(before),
        after === null ? null : JSON.stringify(after),
      ],
    );
  }

  /** A change and its events, in one transaction of their own; no event when the change answers that it changed nothing. */
  record<Result>(
    change: (transaction: Transaction) => Promise<Result>,
    eventsOf: (result: Result) => NewAuditEvent | readonly NewAuditEvent[] | undefined,
  ): Promise<Result> {
    return this.dataSource.transaction(async (transaction) => {
      const result = await change(transaction);
      for (const event of [eventsOf(result) ?? []].flat()) await this.add(transaction, event);
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
