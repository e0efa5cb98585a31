import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How many versions exclude others, for the planner: it would take nearly all for granted, and find the first one by reading the
 * table, where hardly any does.
 */
export class EstimateConflicts1796002920000 implements MigrationInterface {
  readonly name = 'EstimateConflicts1796002920000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("CREATE STATISTICS pack_version_conflicts ON (manifest -> 'conflicts') FROM pack_version");
    await queryRunner.query('ANALYZE pack_version');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP STATISTICS pack_version_conflicts');
  }
}
