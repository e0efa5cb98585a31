import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** What a pack version contains: an action, a sensor, a rule … with its whole definition. */
@Entity('component')
export class ComponentEntity {
  @PrimaryGeneratedColumn('identity', { type: 'integer' })
  readonly id!: number;

  @Column('integer', { name: 'pack_version_id' })
  packVersionId!: number;

  @Column('text')
  kind!: string;

  @Column('text')
  name!: string;

  @Column('text')
  ref!: string;

  @Column('text', { nullable: true })
  label!: string | null;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('boolean')
  enabled!: boolean;

  @Column('text')
  file!: string;

  @Column('jsonb')
  definition!: unknown;
}
