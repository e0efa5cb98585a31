import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tasks know as whose they wait, and their place among all that wait in their stage. */
export class RankTasks1796001500000 implements MigrationInterface {
  readonly name = 'RankTasks1796001500000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE task ADD COLUMN share text NOT NULL DEFAULT 'unknown', ADD COLUMN rank integer NOT NULL DEFAULT 1`,
    );
    await queryRunner.query(
      `CREATE INDEX task_rank ON task (stage, status, rank) WHERE status IN ('pending', 'running')`,
    );
    await queryRunner.query(`CREATE INDEX task_share ON task (stage, share, rank) WHERE status = 'pending'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE task DROP COLUMN share, DROP COLUMN rank');
  }
}
