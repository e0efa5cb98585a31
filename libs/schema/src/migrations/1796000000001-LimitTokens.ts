import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A token may be allowed less than its scope says. */
export class LimitTokens1796000000001 implements MigrationInterface {
  readonly name = 'LimitTokens1796000000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE api_token ADD COLUMN limits jsonb');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    // Without their limits, they would open more than was given away.
    await queryRunner.query('DELETE FROM api_token WHERE limits IS NOT NULL');
    await queryRunner.query('ALTER TABLE api_token DROP COLUMN limits');
  }
}
