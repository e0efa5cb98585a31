import type { MigrationInterface, QueryRunner } from 'typeorm';

const WITH_ACTOR: readonly [table: string, column: string][] = [
  ['audit_event', 'actor'],
  ['generation', 'actor'],
  ['execution', 'requested_by'],
  ['api_token', 'created_by'],
];

/** Who did something is told by kind and id beside the name; names of tokens in use and names in chat are unique. */
export class NamePrincipals1796000000000 implements MigrationInterface {
  readonly name = 'NamePrincipals1796000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const [table, column] of WITH_ACTOR) {
      await queryRunner.query(`ALTER TABLE ${table} ADD COLUMN ${column}_kind text, ADD COLUMN ${column}_id integer`);
      await queryRunner.query(backfill(table, column));
    }
    await queryRunner.query(AUDIT);
    await queryRunner.query(IDEMPOTENCY);
    await queryRunner.query(UNIQUE_TOKENS);
    await queryRunner.query(SESSIONS);
    await queryRunner.query(MAPPINGS);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE account_mapping');
    await queryRunner.query('DELETE FROM api_token WHERE account_id IS NOT NULL');
    await queryRunner.query(
      `ALTER TABLE api_token DROP CONSTRAINT api_token_session_has_parent, DROP COLUMN account_id,
         DROP COLUMN session_ends_at, ADD CONSTRAINT api_token_session_has_parent
           CHECK ((kind = 'token') = (parent_id IS NULL) AND (kind = 'token') = (session IS NULL))`,
    );
    await queryRunner.query('DROP INDEX api_token_active_name');
    await queryRunner.query('ALTER TABLE execution DROP CONSTRAINT execution_idempotency_key_unique');
    // Before, requesters of equal names shared their keys: the earliest keeps it.
    await queryRunner.query(
      `UPDATE execution SET idempotency_key = NULL WHERE EXISTS (SELECT FROM execution earlier
         WHERE earlier.requested_by = execution.requested_by AND earlier.idempotency_key = execution.idempotency_key
           AND earlier.id < execution.id)`,
    );
    await queryRunner.query(
      `ALTER TABLE execution ADD CONSTRAINT execution_idempotency_key_unique UNIQUE (requested_by, idempotency_key)`,
    );
    await queryRunner.query(
      'ALTER TABLE audit_event DROP COLUMN address, DROP COLUMN count, DROP COLUMN last_at, DROP COLUMN aggregate',
    );
    for (const [table, column] of WITH_ACTOR) {
      await queryRunner.query(`ALTER TABLE ${table} DROP COLUMN ${column}_kind, DROP COLUMN ${column}_id`);
    }
  }
}

/** As far as the name alone can tell: who else had it, nobody knows any more. */
function backfill(table: string, column: string): string {
  return `
    UPDATE ${table} SET ${column}_kind = known.kind, ${column}_id = known.id FROM (
      SELECT name, min(kind) AS kind, min(id) AS id FROM (
        SELECT 'token' AS kind, id, name FROM api_token WHERE kind = 'token'
        UNION ALL SELECT 'user', id, name FROM account
        UNION ALL SELECT 'service', NULL, 'packyard') named
      GROUP BY name HAVING count(*) = 1) known
    WHERE known.name = ${table}.${column}`;
}

// Refusals that are alike are one row, which is counted up: an attack can't fill the table.
const AUDIT = `
  ALTER TABLE audit_event ADD COLUMN address text, ADD COLUMN count integer NOT NULL DEFAULT 1,
    ADD COLUMN last_at timestamptz, ADD COLUMN aggregate text,
    ADD CONSTRAINT audit_event_aggregate_unique UNIQUE (aggregate)`;

const IDEMPOTENCY = `
  ALTER TABLE execution DROP CONSTRAINT execution_idempotency_key_unique,
    ADD CONSTRAINT execution_idempotency_key_unique
      UNIQUE (requested_by_kind, requested_by_id, idempotency_key)`;

// Of several that were in use under one name, the latest keeps it.
const UNIQUE_TOKENS = `
  UPDATE api_token SET name = left(name, 80) || ' #' || id WHERE kind = 'token' AND revoked_at IS NULL AND EXISTS (
    SELECT FROM api_token later WHERE later.kind = 'token' AND later.revoked_at IS NULL
      AND lower(later.name) = lower(api_token.name) AND later.id > api_token.id);
  CREATE UNIQUE INDEX api_token_active_name ON api_token (lower(name))
    WHERE kind = 'token' AND revoked_at IS NULL`;

// A session belongs to a token or to a user, and ends for good some day, however often it is refreshed.
const SESSIONS = `
  ALTER TABLE api_token ADD COLUMN account_id integer, ADD COLUMN session_ends_at timestamptz,
    DROP CONSTRAINT api_token_session_has_parent,
    ADD CONSTRAINT api_token_session_has_parent CHECK (
      (kind = 'token') = (session IS NULL) AND num_nonnulls(parent_id, account_id) = CASE kind WHEN 'token' THEN 0 ELSE 1 END),
    ADD CONSTRAINT api_token_account_fk FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE;
  UPDATE api_token SET session_ends_at = now() + interval '30 days' WHERE session IS NOT NULL;
  CREATE INDEX api_token_account ON api_token (account_id) WHERE account_id IS NOT NULL;
  CREATE INDEX api_token_session ON api_token (session) WHERE session IS NOT NULL`;

// Nobody is taken for somebody else in chat. Where two users have one name by now, the first keeps it.
const MAPPINGS = `
  CREATE TABLE account_mapping (
    adapter     text NOT NULL,
    name        text NOT NULL,
    account_id  integer NOT NULL,
    CONSTRAINT account_mapping_pk PRIMARY KEY (adapter, name),
    CONSTRAINT account_mapping_account_fk FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
  );
  INSERT INTO account_mapping (adapter, name, account_id)
  SELECT mapping.key, mapping.value, account.id FROM account, jsonb_each_text(mappings) mapping
  ORDER BY account.id ON CONFLICT DO NOTHING;
  CREATE INDEX account_mapping_account ON account_mapping (account_id)`;
