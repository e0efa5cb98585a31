import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a version declares besides its components, the history of what is enabled, and who changed what. */
export class CreateGenerations1795600000000 implements MigrationInterface {
  readonly name = 'CreateGenerations1795600000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(VERSION_FIELDS);
    await queryRunner.query(DECLARATIONS);
    await queryRunner.query(GENERATION);
    await queryRunner.query(RETIRED_VERSION);
    await queryRunner.query(AUDIT_EVENT);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'DROP TABLE audit_event, retired_version, generation_change, generation, rule, permission, pack_version_dependency',
    );
    await queryRunner.query('ALTER TABLE pack_version DROP COLUMN installed_by, DROP COLUMN note');
  }
}

const VERSION_FIELDS = `
  ALTER TABLE pack_version ADD COLUMN installed_by text, ADD COLUMN note text`;

const DECLARATIONS = `
  CREATE TABLE pack_version_dependency (
    pack_version_id  integer NOT NULL,
    ref              text NOT NULL,
    range            text NOT NULL,
    CONSTRAINT pack_version_dependency_pk PRIMARY KEY (pack_version_id, ref, range),
    CONSTRAINT pack_version_dependency_version_fk
      FOREIGN KEY (pack_version_id) REFERENCES pack_version (id) ON DELETE CASCADE
  );
  CREATE INDEX pack_version_dependency_ref ON pack_version_dependency (ref);
  INSERT INTO pack_version_dependency (pack_version_id, ref, range)
    SELECT DISTINCT version.id, dependency ->> 'ref', dependency ->> 'range'
    FROM pack_version version, jsonb_array_elements(version.manifest -> 'dependencies') AS dependency;
  CREATE TABLE permission (
    pack_version_id  integer NOT NULL,
    position         integer NOT NULL,
    name             text NOT NULL,
    CONSTRAINT permission_pk PRIMARY KEY (pack_version_id, name),
    CONSTRAINT permission_version_fk FOREIGN KEY (pack_version_id) REFERENCES pack_version (id) ON DELETE CASCADE
  );
  CREATE TABLE rule (
    pack_version_id  integer NOT NULL,
    command          text NOT NULL,
    position         integer NOT NULL,
    text             text NOT NULL,
    CONSTRAINT rule_pk PRIMARY KEY (pack_version_id, command, position),
    CONSTRAINT rule_version_fk FOREIGN KEY (pack_version_id) REFERENCES pack_version (id) ON DELETE CASCADE
  )`;

// Generation 0 is what was enabled before anything was recorded. The state after any generation follows from the later
// changes' "former" columns, so old generations can be dropped without touching newer ones.
const GENERATION = `
  CREATE TABLE generation (
    id             integer NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now(),
    actor          text NOT NULL,
    reason         text NOT NULL,
    restored_from  integer,
    execution_id   integer,
    CONSTRAINT generation_pk PRIMARY KEY (id),
    CONSTRAINT generation_execution_fk FOREIGN KEY (execution_id) REFERENCES execution (id) ON DELETE SET NULL
  );
  INSERT INTO generation (id, actor, reason) VALUES (0, 'packyard', 'the beginning');
  CREATE TABLE generation_change (
    generation_id   integer NOT NULL,
    ref             text NOT NULL,
    former_version  text,
    former_digest   text,
    version         text,
    digest          text,
    CONSTRAINT generation_change_pk PRIMARY KEY (generation_id, ref),
    CONSTRAINT generation_change_generation_fk
      FOREIGN KEY (generation_id) REFERENCES generation (id) ON DELETE CASCADE
  );
  CREATE INDEX generation_change_former ON generation_change (ref, former_version, former_digest)`;

const RETIRED_VERSION = `
  CREATE TABLE retired_version (
    id            integer GENERATED ALWAYS AS IDENTITY,
    ref           text NOT NULL,
    version       text NOT NULL,
    digest        text NOT NULL,
    storage_path  text NOT NULL,
    snapshot      jsonb NOT NULL,
    retired_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT retired_version_pk PRIMARY KEY (id),
    CONSTRAINT retired_version_unique UNIQUE (ref, version, digest)
  )`;

const AUDIT_EVENT = `
  CREATE TABLE audit_event (
    id          integer GENERATED ALWAYS AS IDENTITY,
    created_at  timestamptz NOT NULL DEFAULT now(),
    actor       text NOT NULL,
    action      text NOT NULL,
    subject     text NOT NULL,
    before      jsonb,
    after       jsonb,
    CONSTRAINT audit_event_pk PRIMARY KEY (id)
  );
  CREATE INDEX audit_event_subject ON audit_event (subject, id)`;
