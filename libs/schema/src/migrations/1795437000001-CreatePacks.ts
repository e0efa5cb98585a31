import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is installed: packs, their immutable versions, components, and the tokens that may change them. */
export class CreatePacks1795437000001 implements MigrationInterface {
  readonly name = 'CreatePacks1795437000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(PACK);
    await queryRunner.query(PACK_VERSION_ENVIRONMENT);
    await queryRunner.query(COMPONENT);
    await queryRunner.query(API_TOKEN);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE api_token, component, pack_version_environment');
    await queryRunner.query('ALTER TABLE pack DROP CONSTRAINT pack_enabled_version_fk');
    await queryRunner.query('DROP TABLE pack_version, pack');
  }
}

const PACK = `
  CREATE TABLE pack (
    id                  integer GENERATED ALWAYS AS IDENTITY,
    ref                 text NOT NULL,
    enabled_version_id  integer,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pack_pk PRIMARY KEY (id),
    CONSTRAINT pack_ref_unique UNIQUE (ref)
  );
  CREATE TABLE pack_version (
    id            integer GENERATED ALWAYS AS IDENTITY,
    pack_id       integer NOT NULL,
    version       text NOT NULL,
    format        text NOT NULL,
    digest        text NOT NULL,
    manifest      jsonb NOT NULL,
    source        jsonb NOT NULL,
    storage_path  text NOT NULL,
    execution_id  integer,
    installed_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pack_version_pk PRIMARY KEY (id),
    CONSTRAINT pack_version_unique UNIQUE (pack_id, version),
    CONSTRAINT pack_version_pack_fk FOREIGN KEY (pack_id) REFERENCES pack (id) ON DELETE CASCADE,
    CONSTRAINT pack_version_execution_fk FOREIGN KEY (execution_id) REFERENCES execution (id) ON DELETE SET NULL
  );
  ALTER TABLE pack ADD CONSTRAINT pack_enabled_version_fk
    FOREIGN KEY (enabled_version_id) REFERENCES pack_version (id) DEFERRABLE INITIALLY DEFERRED`;

const PACK_VERSION_ENVIRONMENT = `
  CREATE TABLE pack_version_environment (
    pack_version_id  integer NOT NULL,
    environment_id   integer NOT NULL,
    CONSTRAINT pack_version_environment_pk PRIMARY KEY (pack_version_id, environment_id),
    CONSTRAINT pack_version_environment_version_fk
      FOREIGN KEY (pack_version_id) REFERENCES pack_version (id) ON DELETE CASCADE,
    CONSTRAINT pack_version_environment_environment_fk FOREIGN KEY (environment_id) REFERENCES environment (id)
  )`;

const COMPONENT = `
  CREATE TABLE component (
    id               integer GENERATED ALWAYS AS IDENTITY,
    pack_version_id  integer NOT NULL,
    kind             text NOT NULL,
    name             text NOT NULL,
    ref              text NOT NULL,
    label            text,
    description      text,
    enabled          boolean NOT NULL,
    file             text NOT NULL,
    definition       jsonb NOT NULL,
    CONSTRAINT component_pk PRIMARY KEY (id),
    CONSTRAINT component_unique UNIQUE (pack_version_id, kind, ref),
    CONSTRAINT component_version_fk FOREIGN KEY (pack_version_id) REFERENCES pack_version (id) ON DELETE CASCADE
  )`;

const API_TOKEN = `
  CREATE TABLE api_token (
    id            integer GENERATED ALWAYS AS IDENTITY,
    name          text NOT NULL,
    scope         text NOT NULL,
    hash          bytea NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now(),
    expires_at    timestamptz,
    revoked_at    timestamptz,
    CONSTRAINT api_token_pk PRIMARY KEY (id),
    CONSTRAINT api_token_hash_unique UNIQUE (hash),
    CONSTRAINT api_token_scope_known CHECK (scope IN ('read', 'install', 'admin'))
  )`;
