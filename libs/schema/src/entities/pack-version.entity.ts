import type { ExecutionId, SignatureOutcome, Source } from '@packyard/contracts';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** One immutable installed version of one pack. */
@Entity('pack_version')
export class PackVersionEntity {
  @PrimaryGeneratedColumn('identity', { type: 'integer' })
  readonly id!: number;

  @Column('integer', { name: 'pack_id' })
  packId!: number;

  @Column('text')
  version!: string;

  @Column('text')
  format!: string;

  @Column('text')
  digest!: string;

  @Column('jsonb')
  manifest!: unknown;

  @Column('jsonb')
  source!: Source;

  /** Null when no policy asked for one. */
  @Column('jsonb', { nullable: true })
  signature!: SignatureOutcome | null;

  /** Relative to the store's packs folder. */
  @Column('text', { name: 'storage_path' })
  storagePath!: string;

  /** Its digest in the content store; null when there was none. */
  @Column('text', { nullable: true })
  content!: string | null;

  @Column('integer', { name: 'execution_id', nullable: true })
  executionId!: ExecutionId | null;

  @Column('timestamptz', { name: 'installed_at' })
  installedAt!: Date;

  @Column('text', { name: 'installed_by', nullable: true })
  installedBy!: string | null;

  /** Why it is not as a user left it. */
  @Column('text', { nullable: true })
  note!: string | null;
}
