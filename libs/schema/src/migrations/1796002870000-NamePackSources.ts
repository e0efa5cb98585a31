import type { MigrationInterface, QueryRunner } from 'typeorm';

type Renaming = readonly [before: string, after: string];

const COLUMNS: readonly [table: string, ...Renaming][] = [
  ['execution_pack', 'description', 'source_text'],
  ['execution_pack', 'is_event_sent', 'is_announced'],
  ['pack', 'last_execution_id', 'decided_by_execution_id'],
];
const REGISTERED: Renaming = ['storagePath', 'reachedAt'];

/**
 * A source is not a pack's description; a pack is not announced while somebody has to look at it; who decided is not who
 * came last. Where a registered pack is reached is mostly its link, and never relative to the store.
 */
export class NamePackSources1796002870000 implements MigrationInterface {
  readonly name = 'NamePackSources1796002870000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const [table, before, after] of COLUMNS) await rename(queryRunner, table, [before, after]);
    await renameField(queryRunner, REGISTERED);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const [before, after] = REGISTERED;
    await renameField(queryRunner, [after, before]);
    for (const [table, former, next] of COLUMNS) await rename(queryRunner, table, [next, former]);
  }
}

async function rename(queryRunner: QueryRunner, table: string, [from, to]: Renaming): Promise<void> {
  await queryRunner.query(`ALTER TABLE ${table} RENAME COLUMN ${from} TO ${to}`);
}

/** What has ended has its result, and is not read again. The text is changed because the order of its fields is kept. */
async function renameField(queryRunner: QueryRunner, [from, to]: Renaming): Promise<void> {
  await queryRunner.query(
    `UPDATE execution_pack pack SET registered = replace(registered::text, '"${from}":', '"${to}":')::json
     FROM execution WHERE execution.id = pack.execution_id AND execution.finished_at IS NULL AND registered IS NOT NULL`,
  );
}
