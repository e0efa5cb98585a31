import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which registry the signed index of an address is of. Nothing where none was seen since, or an administrator added it anew. */
export class NameIndexes1796002100000 implements MigrationInterface {
  readonly name = 'NameIndexes1796002100000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE index_serial ADD COLUMN registry text');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE index_serial DROP COLUMN registry');
  }
}
