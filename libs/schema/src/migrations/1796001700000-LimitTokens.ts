import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A token may be allowed less than its scope says; its executions keep the limits that it had when it asked. */
export class LimitTokens1796001700000 implements MigrationInterface {
  readonly name = 'LimitTokens1796001700000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE api_token ADD COLUMN limits jsonb');
    await queryRunner.query('ALTER TABLE execution ADD COLUMN limits jsonb');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE execution DROP COLUMN limits');
    await queryRunner.query('ALTER TABLE api_token DROP COLUMN limits');
  }
}
