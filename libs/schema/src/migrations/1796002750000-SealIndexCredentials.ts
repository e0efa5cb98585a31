import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Credentials of package indexes that came with a request: sealed, and forgotten when the execution ends, whoever ends it. */
export class SealIndexCredentials1796002750000 implements MigrationInterface {
  readonly name = 'SealIndexCredentials1796002750000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(SEALED);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `DROP TRIGGER execution_forgets_credentials ON execution; DROP FUNCTION forget_index_credentials();
       ALTER TABLE execution DROP COLUMN sealed_index_credentials`,
    );
  }
}

const SEALED = `
  ALTER TABLE execution ADD COLUMN sealed_index_credentials bytea;
  CREATE FUNCTION forget_index_credentials() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    NEW.sealed_index_credentials := NULL;
    RETURN NEW;
  END $$;
  CREATE TRIGGER execution_forgets_credentials BEFORE UPDATE ON execution
    FOR EACH ROW WHEN (NEW.finished_at IS NOT NULL AND NEW.sealed_index_credentials IS NOT NULL)
    EXECUTE FUNCTION forget_index_credentials()`;
