import type {
  EnvironmentId,
  ErrorReport,
  ExecutionId,
  ExecutionPackId,
  Stage,
  TaskId,
  TaskStatus,
} from '@packyard/contracts';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/**
 * One unit of work of one stage: a pack to download or register, an execution to resolve, an environment to build. A register
 * task without a pack closes the request (docs/pipeline.md).
 */
@Entity('task')
export class TaskEntity {
  @PrimaryGeneratedColumn('identity', { type: 'integer' })
  readonly id!: TaskId;

  @Column('integer', { name: 'execution_id' })
  executionId!: ExecutionId;

  @Column('text')
  stage!: Stage;

  /** For a build: the pack whose files the environment is built from. */
  @Column('integer', { name: 'execution_pack_id', nullable: true })
  executionPackId!: ExecutionPackId | null;

  @Column('integer', { name: 'environment_id', nullable: true })
  environmentId!: EnvironmentId | null;

  @Column('text')
  status!: TaskStatus;

  /**
   * Of its job, started or not: raised whenever it gets another one, by a retry, a release, a change of rank, or because a
   * job was lost. With the lease owner it fences writes of a worker that lost its lease.
   */
  @Column('integer', { name: 'job_number' })
  jobNumber!: number;

  /** Counts the starts that failed for a reason that may heal. */
  @Column('integer')
  failures!: number;

  /** As whose it waits: tasks of one share wait one behind the other, and shares take turns. */
  @Column('text')
  share!: string;

  /** Its place in the queue of its stage: lower ones are started first, of equal ones the one that came first. */
  @Column('integer')
  rank!: number;

  @Column('timestamptz', { name: 'due_at' })
  dueAt!: Date;

  @Column('text', { name: 'lease_owner', nullable: true })
  leaseOwner!: string | null;

  @Column('timestamptz', { name: 'lease_until', nullable: true })
  leaseUntil!: Date | null;

  /** Who started it last; stays when the lease has ended. */
  @Column('text', { nullable: true })
  worker!: string | null;

  @Column('jsonb', { nullable: true })
  error!: ErrorReport | null;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt!: Date | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;
}
