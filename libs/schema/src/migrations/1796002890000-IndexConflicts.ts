import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether any installed version excludes another pack is asked by each resolving; hardly any does. */
export class IndexConflicts1796002890000 implements MigrationInterface {
  readonly name = 'IndexConflicts1796002890000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      "CREATE INDEX pack_version_with_conflicts ON pack_version (id) WHERE manifest -> 'conflicts' <> '[]'",
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX pack_version_with_conflicts');
  }
}
