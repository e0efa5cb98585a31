import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tokens that are made and revoked while the service runs, and the sessions that logging in with one begins. */
export class ExtendTokens1795500000001 implements MigrationInterface {
  readonly name = 'ExtendTokens1795500000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(EXTEND);
    await queryRunner.query('CREATE INDEX api_token_parent ON api_token (parent_id)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    // Without their kind, refresh tokens would open everything.
    await queryRunner.query(`DELETE FROM api_token WHERE kind <> 'token'`);
    await queryRunner.query(
      `ALTER TABLE api_token DROP COLUMN kind, DROP COLUMN parent_id, DROP COLUMN session, DROP COLUMN token_prefix,
         DROP COLUMN token_suffix, DROP COLUMN created_by, DROP COLUMN last_used_at`,
    );
  }
}

// The tokens of a session are children of the token that logged in: what ends that one ends them.
const EXTEND = `
  ALTER TABLE api_token
    ADD COLUMN kind          text NOT NULL DEFAULT 'token',
    ADD COLUMN parent_id     integer,
    ADD COLUMN session       uuid,
    ADD COLUMN token_prefix  text,
    ADD COLUMN token_suffix  text,
    ADD COLUMN created_by    text,
    ADD COLUMN last_used_at  timestamptz,
    ADD CONSTRAINT api_token_kind_known CHECK (kind IN ('token', 'access', 'refresh')),
    ADD CONSTRAINT api_token_session_has_parent
      CHECK ((kind = 'token') = (parent_id IS NULL) AND (kind = 'token') = (session IS NULL)),
    ADD CONSTRAINT api_token_parent_fk FOREIGN KEY (parent_id) REFERENCES api_token (id) ON DELETE CASCADE`;
