import type {
  DownloadResult,
  ErrorReport,
  ExecutionId,
  ExecutionPackId,
  PackActionResult,
  PackStatus,
  PreparationResult,
  RegistrationResult,
  Source,
  Stage,
} from '@packyard/contracts';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** One pack's way through one execution. */
@Entity('execution_pack')
export class ExecutionPackEntity {
  @PrimaryGeneratedColumn('identity', { type: 'integer' })
  readonly id!: ExecutionPackId;

  @Column('integer', { name: 'execution_id' })
  executionId!: ExecutionId;

  /** Asked for by the request, or needed by another pack. */
  @Column('text')
  origin!: 'request' | 'dependency';

  /** The source as users may see it. */
  @Column('text', { name: 'source_text' })
  sourceText!: string;

  @Column('jsonb')
  source!: Source;

  /** The source's URL with its credentials, encrypted; gone as soon as the pack no longer has to be downloaded. */
  @Column('bytea', { name: 'sealed_url', nullable: true, select: false })
  sealedUrl!: Buffer | null;

  @Column('text', { nullable: true })
  ref!: string | null;

  @Column('text', { nullable: true })
  version!: string | null;

  @Column('text', { default: 'download' })
  stage!: Stage;

  @Column('text', { default: 'pending' })
  status!: PackStatus;

  /** What the download left in staging, and where it came from; null before its end. */
  @Column('jsonb', { name: 'download_result', nullable: true })
  downloadResult!: DownloadResult | null;

  /** The pack's manifest, as `@packyard/pack` parsed it. */
  @Column('jsonb', { nullable: true, select: false })
  manifest!: unknown;

  /** What an all-or-nothing request has done for the pack before all of it is enabled in one step. */
  @Column('jsonb', { name: 'preparation_result', nullable: true })
  preparationResult!: PreparationResult | null;

  /** Why this version was chosen, in words. */
  @Column('text', { name: 'chosen_because', nullable: true })
  chosenBecause!: string | null;

  /** What an action that ends before register found out about the pack, or did with it. */
  @Column('json', { name: 'action_result', nullable: true })
  actionResult!: PackActionResult | null;

  /** What registering it changed; null before its end, and when the action ends earlier. */
  @Column('json', { name: 'registration_result', nullable: true })
  registrationResult!: RegistrationResult | null;

  @Column('jsonb', { nullable: true })
  error!: ErrorReport | null;

  /** False while somebody has to look at the pack: it has moved, or what it waits for has. Then an event says where it stands. */
  @Column('boolean', { name: 'is_announced', default: false })
  isAnnounced!: boolean;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
