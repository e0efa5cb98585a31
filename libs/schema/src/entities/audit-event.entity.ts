import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Who changed what, and how it was before and is after. */
@Entity('audit_event')
export class AuditEventEntity {
  @PrimaryGeneratedColumn('identity', { type: 'integer' })
  readonly id!: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('text')
  actor!: string;

  @Column('text', { name: 'actor_kind', nullable: true })
  actorKind!: string | null;

  @Column('integer', { name: 'actor_id', nullable: true })
  actorId!: number | null;

  /** From where it was asked for. */
  @Column('text', { nullable: true })
  address!: string | null;

  /** Of refusals that are alike, one row is kept. */
  @Column('integer')
  count!: number;

  @Column('timestamptz', { name: 'last_at', nullable: true })
  lastAt!: Date | null;

  @Column('text')
  action!: string;

  @Column('text')
  subject!: string;

  @Column('jsonb', { nullable: true })
  before!: unknown;

  @Column('jsonb', { nullable: true })
  after!: unknown;
}
