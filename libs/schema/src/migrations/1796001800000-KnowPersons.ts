import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Persons who sign on at a provider of identities: rows beside the tokens, which begin sessions and open nothing themselves. */
export class KnowPersons1796001800000 implements MigrationInterface {
  readonly name = 'KnowPersons1796001800000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DELETE FROM api_token WHERE issuer IS NOT NULL`);
    await queryRunner.query(
      `ALTER TABLE api_token DROP CONSTRAINT api_token_person_known, DROP CONSTRAINT api_token_kind_known,
         DROP CONSTRAINT api_token_session_has_parent, DROP COLUMN issuer, DROP COLUMN subject,
         ADD CONSTRAINT api_token_kind_known CHECK (kind IN ('token', 'access', 'refresh')),
         ADD CONSTRAINT api_token_session_has_parent CHECK (
           (kind = 'token') = (session IS NULL) AND num_nonnulls(parent_id, account_id) = CASE kind WHEN 'token' THEN 0 ELSE 1 END)`,
    );
  }
}

// Sessions of a person have the issuer, too: it tells them from sessions of a token.
const UP = `
  ALTER TABLE api_token ADD COLUMN issuer text, ADD COLUMN subject text,
    DROP CONSTRAINT api_token_kind_known, DROP CONSTRAINT api_token_session_has_parent,
    ADD CONSTRAINT api_token_kind_known CHECK (kind IN ('token', 'person', 'access', 'refresh')),
    ADD CONSTRAINT api_token_session_has_parent CHECK ((kind IN ('token', 'person')) = (session IS NULL)
      AND num_nonnulls(parent_id, account_id) = CASE WHEN kind IN ('token', 'person') THEN 0 ELSE 1 END),
    ADD CONSTRAINT api_token_person_known CHECK ((kind = 'person') = (subject IS NOT NULL)
      AND (kind <> 'person' OR issuer IS NOT NULL) AND (kind <> 'token' OR issuer IS NULL));
  CREATE UNIQUE INDEX api_token_person ON api_token (issuer, subject) WHERE kind = 'person'`;
