import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys that are trusted, where signatures are asked for, how far each signed index has come, and what was found. */
export class CreateTrust1796002000000 implements MigrationInterface {
  readonly name = 'CreateTrust1796002000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE pack_version DROP COLUMN signature;
       DROP TABLE index_serial; DROP TABLE trust_policy; DROP TABLE trusted_key`,
    );
  }
}

// A removed key stays known: it must not come back unseen.
const UP = `
  CREATE TABLE trusted_key (
    id           text NOT NULL,
    name         text NOT NULL,
    public_key   text NOT NULL,
    added_by     text NOT NULL,
    added_at     timestamptz NOT NULL DEFAULT now(),
    endorsed_by  text,
    removed_by   text,
    removed_at   timestamptz,
    CONSTRAINT trusted_key_pk PRIMARY KEY (id),
    CONSTRAINT trusted_key_id_check CHECK (id ~ '^[0-9A-F]{16}$'),
    CONSTRAINT trusted_key_removed_check CHECK (num_nulls(removed_by, removed_at) <> 1));
  CREATE TABLE trust_policy (
    id          integer GENERATED ALWAYS AS IDENTITY,
    position    integer NOT NULL,
    applies_to  text NOT NULL,
    pattern     text NOT NULL,
    mode        text NOT NULL,
    keys        text[],
    CONSTRAINT trust_policy_pk PRIMARY KEY (id),
    CONSTRAINT trust_policy_unique UNIQUE (applies_to, pattern),
    CONSTRAINT trust_policy_applies_to_check CHECK (applies_to IN ('registry', 'source')),
    CONSTRAINT trust_policy_mode_check CHECK (mode IN ('require', 'warn', 'off')));
  CREATE TABLE index_serial (
    url     text NOT NULL,
    serial  bigint NOT NULL,
    CONSTRAINT index_serial_pk PRIMARY KEY (url));
  ALTER TABLE pack_version ADD COLUMN signature jsonb`;
