import type { ExecutionId, ExecutionStatus, TokenLimits } from '@packyard/contracts';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** One run of an action. Parameters are stored without secrets. */
@Entity('execution')
export class ExecutionEntity {
  @PrimaryGeneratedColumn('identity', { type: 'integer' })
  readonly id!: ExecutionId;

  @Column('text')
  action!: string;

  @Column('jsonb')
  parameters!: Record<string, unknown>;

  /** What builds tell package indexes and registries, encrypted; a trigger forgets it when the execution ends. */
  @Column('bytea', { name: 'sealed_index_credentials', nullable: true, select: false })
  sealedIndexCredentials!: Buffer | null;

  @Column('text')
  status!: ExecutionStatus;

  @Column('json', { nullable: true })
  result!: Record<string, unknown> | null;

  @Column('text', { name: 'requested_by' })
  requestedBy!: string;

  @Column('text', { name: 'requested_by_kind', nullable: true })
  requestedByKind!: string | null;

  @Column('integer', { name: 'requested_by_id', nullable: true })
  requestedById!: number | null;

  /** Of the tokens that the request came with: all of them are heeded. */
  @Column('jsonb', { name: 'token_limits', nullable: true })
  tokenLimits!: TokenLimits[] | null;

  @Column('text', { name: 'idempotency_key', nullable: true })
  idempotencyKey!: string | null;

  /** Keyed hash of action and parameters: distinguishes a repeated request from a reused key. */
  @Column('text', { name: 'request_digest' })
  requestDigest!: string;

  /** W3C's `traceparent` of what asked for it, where traces are kept. */
  @Column('text', { name: 'trace_parent', nullable: true })
  traceParent!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt!: Date | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;
}
