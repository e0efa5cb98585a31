import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Registries that are added and removed while the service runs. */
export class CreateRegistry1795500000002 implements MigrationInterface {
  readonly name = 'CreateRegistry1795500000002';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE registry (
        id              integer GENERATED ALWAYS AS IDENTITY,
        name            text,
        url             text NOT NULL,
        position        integer NOT NULL,
        enabled         boolean NOT NULL DEFAULT true,
        sealed_headers  bytea,
        created_at      timestamptz NOT NULL DEFAULT now(),
        updated_at      timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT registry_pk PRIMARY KEY (id),
        CONSTRAINT registry_url_unique UNIQUE (url)
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE registry');
  }
}
