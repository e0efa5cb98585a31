import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the actions that end before register report of a pack. */
export class AddPackOutput1795500000000 implements MigrationInterface {
  readonly name = 'AddPackOutput1795500000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE execution_pack ADD COLUMN output json');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE execution_pack DROP COLUMN output');
  }
}
