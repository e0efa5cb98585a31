import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Permissions of the site belong to no pack. */
export class GrantSitePermissions1795700000000 implements MigrationInterface {
  readonly name = 'GrantSitePermissions1795700000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE role_permission DROP CONSTRAINT role_permission_pk, ALTER COLUMN pack_id DROP NOT NULL,
         ADD CONSTRAINT role_permission_unique UNIQUE NULLS NOT DISTINCT (role_id, pack_id, permission)`,
    );
    // A bundle of that name can't be installed any more.
    await queryRunner.query(
      "UPDATE role_permission SET pack_id = NULL WHERE pack_id = (SELECT id FROM pack WHERE ref = 'site')",
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DELETE FROM role_permission WHERE pack_id IS NULL');
    await queryRunner.query(
      `ALTER TABLE role_permission DROP CONSTRAINT role_permission_unique, ALTER COLUMN pack_id SET NOT NULL,
         ADD CONSTRAINT role_permission_pk PRIMARY KEY (role_id, pack_id, permission)`,
    );
  }
}
