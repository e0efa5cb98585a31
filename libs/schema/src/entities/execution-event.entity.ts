import type { ExecutionEventData, ExecutionId } from '@packyard/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Append-only; `sequence` counts from 1 without gaps within an execution, so that a reader can resume after any of them. */
@Entity('execution_event')
export class ExecutionEventEntity {
  @PrimaryColumn('integer', { name: 'execution_id' })
  executionId!: ExecutionId;

  @PrimaryColumn('integer')
  sequence!: number;

  @Column('text')
  type!: string;

  @Column('jsonb')
  data!: ExecutionEventData;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
