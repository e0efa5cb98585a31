import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A pack by name, and which of its installed versions is enabled. */
@Entity('pack')
export class PackEntity {
  @PrimaryGeneratedColumn('identity', { type: 'integer' })
  readonly id!: number;

  @Column('text')
  ref!: string;

  @Column('integer', { name: 'enabled_version_id', nullable: true })
  enabledVersionId!: number | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}
