import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which trace an execution belongs to: jobs carry ids only, so its tasks learn it from here. */
export class KeepTraceParent1796002200000 implements MigrationInterface {
  readonly name = 'KeepTraceParent1796002200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE execution ADD COLUMN trace_parent text');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE execution DROP COLUMN trace_parent');
  }
}
