import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Values for the commands of bundles, by layer; a secret one is sealed. */
export class CreateBundleSetting1796001400000 implements MigrationInterface {
  readonly name = 'CreateBundleSetting1796001400000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE bundle_setting (
         id            integer GENERATED ALWAYS AS IDENTITY,
         bundle        text NOT NULL,
         layer         text NOT NULL,
         owner         text NOT NULL,
         key           text NOT NULL,
         value         text,
         sealed_value  bytea,
         CONSTRAINT bundle_setting_pk PRIMARY KEY (id),
         CONSTRAINT bundle_setting_unique UNIQUE (bundle, layer, owner, key),
         CONSTRAINT bundle_setting_layer_check CHECK (layer IN ('bundle', 'room', 'group', 'user')),
         CONSTRAINT bundle_setting_owner_check CHECK ((layer = 'bundle') = (owner = '')),
         CONSTRAINT bundle_setting_value_check CHECK (num_nonnulls(value, sealed_value) = 1)
       )`,
    );
    // Names in which only the case differs are one on some disks: bundles are looked up by both.
    await queryRunner.query('CREATE INDEX pack_ref_lower_idx ON pack (lower(ref))');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX pack_ref_lower_idx');
    await queryRunner.query('DROP TABLE bundle_setting');
  }
}
