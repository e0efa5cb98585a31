import type { MigrationInterface, QueryRunner } from 'typeorm';

type Renaming = readonly [before: string, after: string];

const COLUMNS: readonly [table: string, ...Renaming][] = [
  ['execution_pack', 'output', 'action_result'],
  ['execution', 'limits', 'token_limits'],
];
const REGISTERED: Renaming = ['reachedAt', 'reachablePath'];

/**
 * What an action found out is not what programs print, which is in `task_output`; whose limits they are is said, and that
 * where a registered pack is reached is a path.
 */
export class NameActionResults1796002880000 implements MigrationInterface {
  readonly name = 'NameActionResults1796002880000';

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
