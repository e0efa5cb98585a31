import { Injectable } from '@nestjs/common';
import type { Actor, AuditAction, Principal } from '@packyard/contracts';
import { DataSource, type FindOptionsWhere } from 'typeorm';
import { AuditEventEntity } from '../entities/audit-event.entity';
import type { Transaction } from '../sql';
import { Transactions } from '../unit-of-work/transactions';

export interface NewAuditEvent {
  actor: Actor;
  action: AuditAction;
  /** What was changed: `pack slack`, `user ada`. */
  subject: string;
  /** Never a secret. */
  before?: object | null;
  after?: object | null;
}

/** What happened several times within an hour. */
export interface CountedOccurrence {
  /** Equal for all that are counted together. */
  aggregate: string;
  actor: Principal;
  address: string | null;
  action: AuditAction;
  subject: string;
  after: object;
  count: number;
}

export interface AuditFilter {
  subject?: string | undefined;
  /** A name, or a kind and an id as in `token:12`. */
  actor?: string | undefined;
  action?: string | undefined;
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
      `INSERT INTO audit_event (actor, actor_kind, actor_id, address, action, subject, before, after)
       SELECT actor ->> 'name', actor ->> 'kind', (actor ->> 'id')::integer, actor ->> 'address', action, subject,
         before, after
       FROM jsonb_to_recordset($1::jsonb)
         AS event (actor jsonb, action text, subject text, before jsonb, after jsonb)`,
      [JSON.stringify(events.map(({ before = null, after = null, ...event }) => ({ ...event, before, after })))],
    );
  }

  /** A change and its events, in one transaction of their own; no event when the change answers that it changed nothing. */
  record<Result>(
    change: (transaction: Transaction) => Promise<Result>,
    eventsOf: (result: Result) => NewAuditEvent | readonly NewAuditEvent[] | undefined,
  ): Promise<Result> {
    return new Transactions(this.dataSource).run(async ({ transaction }) => {
      const result = await change(transaction);
      await this.addAll(transaction, [eventsOf(result) ?? []].flat());
      return result;
    });
  }

  /** Counts up what is known of each, by what tells it from others. */
  async count(occurrences: readonly CountedOccurrence[]): Promise<void> {
    if (occurrences.length === 0) return;
    await this.dataSource.query(
      `INSERT INTO audit_event (actor, actor_kind, actor_id, address, action, subject, after, count, last_at, aggregate)
       SELECT actor ->> 'name', actor ->> 'kind', (actor ->> 'id')::integer, address, action, subject, after, count,
         now(), aggregate
       FROM jsonb_to_recordset($1::jsonb) AS occurrence (actor jsonb, address text, action text, subject text, after jsonb,
         count integer, aggregate text)
       ON CONFLICT ON CONSTRAINT audit_event_aggregate_unique
         DO UPDATE SET count = audit_event.count + excluded.count, last_at = now()`,
      [JSON.stringify(occurrences)],
    );
  }

  /** Newest first, and how many there are. */
  async list({ subject, actor, action, limit, offset }: AuditFilter): Promise<[AuditEventEntity[], number]> {
    return this.dataSource.manager.findAndCount(AuditEventEntity, {
      where: {
        ...(subject === undefined ? {} : { subject }),
        ...(action === undefined ? {} : { action }),
        ...(actor === undefined ? {} : actorOf(actor)),
      },
      order: { id: 'DESC' },
      skip: offset,
      take: limit,
    });
  }
}

function actorOf(text: string): FindOptionsWhere<AuditEventEntity> {
  const [, kind, id] = /^(token|user):(\d{1,9})$/.exec(text) ?? [];
  return kind === undefined ? { actor: text } : { actorKind: kind, actorId: Number(id) };
}
