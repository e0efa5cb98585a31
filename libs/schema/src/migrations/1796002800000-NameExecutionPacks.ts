import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS: readonly [table: string, before: string, after: string][] = [
  ['task', 'pack_id', 'execution_pack_id'],
  ['execution_pack_dependency', 'pack_id', 'execution_pack_id'],
  ['execution_pack_environment', 'pack_id', 'execution_pack_id'],
  ['pack', 'last_request_id', 'last_execution_id'],
];

/** What refers to a pack of an execution says so: elsewhere `pack_id` is an installed pack. */
export class NameExecutionPacks1796002800000 implements MigrationInterface {
  readonly name = 'NameExecutionPacks1796002800000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const [table, before, after] of COLUMNS) await rename(queryRunner, table, [before, after]);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const [table, before, after] of COLUMNS) await rename(queryRunner, table, [after, before]);
  }
}

async function rename(queryRunner: QueryRunner, table: string, [from, to]: [string, string]): Promise<void> {
  await queryRunner.query(`ALTER TABLE ${table} RENAME COLUMN ${from} TO ${to}`);
}
