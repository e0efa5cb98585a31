import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which try printed an output: the number of its job counts also those that were only put back into their queue. */
export class KeepAttempts1796002900000 implements MigrationInterface {
  readonly name = 'KeepAttempts1796002900000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE task_output ADD COLUMN attempt integer');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE task_output DROP COLUMN attempt');
  }
}
