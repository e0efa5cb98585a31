import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `json` keeps the keys of a result in the order in which they are documented; nobody searches in results. */
export class KeepResultOrder1795500000004 implements MigrationInterface {
  readonly name = 'KeepResultOrder1795500000004';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE execution ALTER COLUMN result TYPE json');
    await queryRunner.query('ALTER TABLE execution_pack ALTER COLUMN registered TYPE json');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE execution ALTER COLUMN result TYPE jsonb');
    await queryRunner.query('ALTER TABLE execution_pack ALTER COLUMN registered TYPE jsonb');
  }
}
