import type { MigrationInterface, QueryRunner } from 'typeorm';
import { renameColumn, renameRegisteredField, type Renaming } from './renaming';

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
    for (const [table, before, after] of COLUMNS) await renameColumn(queryRunner, table, [before, after]);
    await renameRegisteredField(queryRunner, REGISTERED);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const [before, after] = REGISTERED;
    await renameRegisteredField(queryRunner, [after, before]);
    for (const [table, former, next] of COLUMNS) await renameColumn(queryRunner, table, [next, former]);
  }
}
