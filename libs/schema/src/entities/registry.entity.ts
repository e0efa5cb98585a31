import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** An index of packs that was added while the service ran. */
@Entity('registry')
export class RegistryEntity {
  @PrimaryGeneratedColumn('identity', { type: 'integer' })
  readonly id!: number;

  @Column('text', { nullable: true })
  name!: string | null;

  /** URL or absolute path of the index, without user info and query. */
  @Column('text')
  url!: string;

  /** The lowest one is asked first. */
  @Column('integer')
  position!: number;

  @Column('boolean')
  enabled!: boolean;

  /** Request headers for a private index; they never lie here in the clear. */
  @Column('bytea', { name: 'sealed_headers', nullable: true })
  sealedHeaders!: Buffer | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}
