import type { MigrationInterface, QueryRunner } from 'typeorm';
import { renameColumn, renameRegisteredField, type Renaming } from './renaming';

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
    for (const [table, before, after] of COLUMNS) await renameColumn(queryRunner, table, [before, after]);
    await renameRegisteredField(queryRunner, REGISTERED);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const [before, after] = REGISTERED;
    await renameRegisteredField(queryRunner, [after, before]);
    for (const [table, former, next] of COLUMNS) await renameColumn(queryRunner, table, [next, former]);
  }
}
