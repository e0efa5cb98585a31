import type { TokenLimits, TokenScope } from '@packyard/contracts';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A bearer token: only its SHA-256 is kept. */
@Entity('api_token')
export class ApiTokenEntity {
  @PrimaryGeneratedColumn('identity', { type: 'integer' })
  readonly id!: number;

  @Column('text')
  name!: string;

  @Column('text')
  scope!: TokenScope;

  /** What it may do less than its scope says. */
  @Column('jsonb', { nullable: true })
  limits!: TokenLimits | null;

  @Column('bytea')
  hash!: Buffer;

  /**
   * `access` and `refresh` belong to a session that the parent, or a user, began. A `person` signs on at a provider of
   * identities, and has no token.
   */
  @Column('text')
  kind!: 'token' | 'person' | 'access' | 'refresh';

  /** Which provider knows the person; of their sessions as well. */
  @Column('text', { nullable: true })
  issuer!: string | null;

  @Column('integer', { name: 'parent_id', nullable: true })
  parentId!: number | null;

  /** The user of a session; null when a token began it. */
  @Column('integer', { name: 'account_id', nullable: true })
  accountId!: number | null;

  @Column('uuid', { nullable: true })
  session!: string | null;

  /** However often it is refreshed. */
  @Column('timestamptz', { name: 'session_ends_at', nullable: true })
  sessionEndsAt!: Date | null;

  /** What the token begins and ends with, when Packyard made it. */
  @Column('text', { name: 'token_prefix', nullable: true })
  prefix!: string | null;

  @Column('text', { name: 'token_suffix', nullable: true })
  suffix!: string | null;

  /** Who made it; null for the one that the service makes for itself. */
  @Column('text', { name: 'created_by', nullable: true })
  createdBy!: string | null;

  @Column('text', { name: 'created_by_kind', nullable: true })
  createdByKind!: string | null;

  @Column('integer', { name: 'created_by_id', nullable: true })
  createdById!: number | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;

  /** To the minute. */
  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt!: Date | null;
}
