import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an execution replaced is kept until it has ended: when it is all or nothing, it may be taken back. */
export class KeepReplacedVersions1795600000002 implements MigrationInterface {
  readonly name = 'KeepReplacedVersions1795600000002';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE retired_version ADD COLUMN execution_id integer,
         ADD CONSTRAINT retired_version_execution_fk
           FOREIGN KEY (execution_id) REFERENCES execution (id) ON DELETE SET NULL`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE retired_version DROP COLUMN execution_id');
  }
}
