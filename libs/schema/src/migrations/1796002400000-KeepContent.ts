import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where nodes that share no folder fetch what is installed from: digests of a content store, absent without one. */
export class KeepContent1796002400000 implements MigrationInterface {
  readonly name = 'KeepContent1796002400000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE pack_version ADD COLUMN content text');
    await queryRunner.query('ALTER TABLE environment ADD COLUMN content text, ADD COLUMN platform text');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE environment DROP COLUMN content, DROP COLUMN platform');
    await queryRunner.query('ALTER TABLE pack_version DROP COLUMN content');
  }
}
