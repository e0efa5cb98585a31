import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every run of a pack's own tests, with its output. */
export class CreatePackTest1795500000003 implements MigrationInterface {
  readonly name = 'CreatePackTest1795500000003';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(PACK_TEST);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE pack_test');
  }
}

// By name, not by version: a pack whose tests fail never becomes an installed version, and its run is kept all the same.
const PACK_TEST = `
  CREATE TABLE pack_test (
    id            integer GENERATED ALWAYS AS IDENTITY,
    ref           text NOT NULL,
    version       text NOT NULL,
    execution_id  integer,
    trigger       text NOT NULL,
    report        jsonb NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pack_test_pk PRIMARY KEY (id),
    CONSTRAINT pack_test_execution_fk FOREIGN KEY (execution_id) REFERENCES execution (id) ON DELETE SET NULL,
    CONSTRAINT pack_test_trigger_known CHECK (trigger IN ('register', 'manual'))
  );
  CREATE INDEX pack_test_ref ON pack_test (ref, id)`;
