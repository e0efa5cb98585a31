import type { EnvironmentId, EnvironmentRequest, EnvironmentStatus, RuntimeName } from '@packyard/contracts';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A runtime that is built once for each fingerprint and shared by every pack version with the same inputs. */
@Entity('environment')
export class EnvironmentEntity {
  @PrimaryGeneratedColumn('identity', { type: 'integer' })
  readonly id!: EnvironmentId;

  @Column('text')
  runtime!: RuntimeName;

  @Column('text')
  fingerprint!: string;

  @Column('jsonb')
  request!: EnvironmentRequest;

  @Column('text')
  status!: EnvironmentStatus;

  /** Relative to the store's environments folder. Every build has a folder of its own, so none overwrites another. */
  @Column('text', { nullable: true })
  path!: string | null;

  /** Its digest in the content store, and where what is in it runs; null when there was none. */
  @Column('text', { nullable: true })
  content!: string | null;

  @Column('text', { nullable: true })
  platform!: string | null;

  @Column('jsonb', { nullable: true })
  details!: EnvironmentDetails | null;
}

export interface EnvironmentDetails {
  runtimeVersion: string;
  /** What built it, such as `uv 0.13.9`; absent in what was built before that was noted. */
  builder?: string;
  /** How files came from the cache into the environment: `hard links` or `copies`. */
  linkMode?: string;
  /** What contained foreign code while it was built: `bubblewrap`, `user` or `none`. */
  containment?: string;
  packageCount: number;
  sizeBytes: number;
  durationMs: number;
  warnings: string[];
}
