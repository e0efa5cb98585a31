import type { MigrationInterface, QueryRunner } from 'typeorm';

const CONSTRAINTS: readonly [table: string, names: readonly string[]][] = [
  ['version', ['pk', 'unique', 'execution_fk']],
  ['grant', ['pk', 'version_fk', 'role_fk']],
];

/** One word for versions that are kept aside for rolling back. */
export class RenameRetiredToArchived1795900000001 implements MigrationInterface {
  readonly name = 'RenameRetiredToArchived1795900000001';

  up(queryRunner: QueryRunner): Promise<void> {
    return rename(queryRunner, 'retired', 'archived');
  }

  down(queryRunner: QueryRunner): Promise<void> {
    return rename(queryRunner, 'archived', 'retired');
  }
}

async function rename(queryRunner: QueryRunner, from: string, to: string): Promise<void> {
  for (const [table, names] of CONSTRAINTS) {
    await queryRunner.query(`ALTER TABLE ${from}_${table} RENAME TO ${to}_${table}`);
    for (const name of names) {
      const [before, after] = [from, to].map((word) => `${word}_${table}_${name}`);
      await queryRunner.query(`ALTER TABLE ${to}_${table} RENAME CONSTRAINT ${before ?? ''} TO ${after ?? ''}`);
    }
  }
  await queryRunner.query(`ALTER TABLE ${to}_version RENAME COLUMN ${from}_at TO ${to}_at`);
  await queryRunner.query(`ALTER TABLE ${to}_grant RENAME COLUMN ${from}_version_id TO ${to}_version_id`);
}
