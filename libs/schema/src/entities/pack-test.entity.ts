import type { ExecutionId, PackTestReport } from '@packyard/contracts';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** One run of a pack's own tests. */
@Entity('pack_test')
export class PackTestEntity {
  @PrimaryGeneratedColumn('identity', { type: 'integer' })
  readonly id!: number;

  @Column('text')
  ref!: string;

  @Column('text')
  version!: string;

  @Column('integer', { name: 'execution_id', nullable: true })
  executionId!: ExecutionId | null;

  /** Why they were run. */
  @Column('text')
  trigger!: 'register' | 'manual';

  @Column('jsonb')
  report!: PackTestReport;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
