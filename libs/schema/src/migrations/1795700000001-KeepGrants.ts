import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Grants that went with the last version that declared them come back with a version that is kept for rolling back. */
export class KeepGrants1795700000001 implements MigrationInterface {
  readonly name = 'KeepGrants1795700000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE retired_grant (
         retired_version_id  integer NOT NULL,
         role_id             integer NOT NULL,
         permission          text NOT NULL,
         CONSTRAINT retired_grant_pk PRIMARY KEY (retired_version_id, role_id, permission),
         CONSTRAINT retired_grant_version_fk
           FOREIGN KEY (retired_version_id) REFERENCES retired_version (id) ON DELETE CASCADE,
         CONSTRAINT retired_grant_role_fk FOREIGN KEY (role_id) REFERENCES role (id) ON DELETE CASCADE
       )`,
    );
    // What foreign keys and the undoing of an execution look for.
    await queryRunner.query('CREATE INDEX pack_enabled_version ON pack (enabled_version_id)');
    await queryRunner.query('CREATE INDEX pack_version_execution ON pack_version (execution_id)');
    await queryRunner.query('CREATE INDEX generation_execution ON generation (execution_id)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX pack_enabled_version, pack_version_execution, generation_execution');
    await queryRunner.query('DROP TABLE retired_grant');
  }
}
