import type { MigrationInterface, QueryRunner } from 'typeorm';
import { renameColumn, type Renaming } from './renaming';

const COLUMNS: readonly Renaming[] = [
  ['downloaded', 'download_result'],
  ['prepared', 'preparation_result'],
  ['registered', 'registration_result'],
];

/** They hold what came of a stage, and not whether it has ended. */
export class NameStageResults1796002910000 implements MigrationInterface {
  readonly name = 'NameStageResults1796002910000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const column of COLUMNS) await renameColumn(queryRunner, 'execution_pack', column);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const [before, after] of COLUMNS) await renameColumn(queryRunner, 'execution_pack', [after, before]);
  }
}
