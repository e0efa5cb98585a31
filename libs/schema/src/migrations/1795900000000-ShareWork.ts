import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tasks end without a lock on their execution; an execution may be concluded by one last task. */
export class ShareWork1795900000000 implements MigrationInterface {
  readonly name = 'ShareWork1795900000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE execution_pack ADD COLUMN is_announced boolean NOT NULL DEFAULT true, ADD COLUMN prepared jsonb`,
    );
    await queryRunner.query('ALTER TABLE execution_pack ALTER COLUMN is_announced SET DEFAULT false');
    await queryRunner.query(
      'CREATE INDEX execution_pack_unannounced ON execution_pack (execution_id) WHERE NOT is_announced',
    );
    await queryRunner.query(
      `CREATE INDEX execution_pack_unfinished ON execution_pack (execution_id) WHERE status IN ('pending', 'running')`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX task_one_live_conclusion ON task (execution_id)
         WHERE stage = 'register' AND pack_id IS NULL AND status IN ('pending', 'running')`,
    );
    await queryRunner.query('ALTER TABLE pack ADD COLUMN last_request_id integer');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE pack DROP COLUMN last_request_id');
    await queryRunner.query('DROP INDEX task_one_live_conclusion');
    await queryRunner.query('ALTER TABLE execution_pack DROP COLUMN is_announced, DROP COLUMN prepared');
    await queryRunner.query('DROP INDEX IF EXISTS execution_pack_unfinished');
  }
}
