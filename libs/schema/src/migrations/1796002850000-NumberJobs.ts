import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['task', 'task_output'];

/** What was called an attempt counts jobs, whether one was started or not. */
export class NumberJobs1796002850000 implements MigrationInterface {
  readonly name = 'NumberJobs1796002850000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await queryRunner.query(`ALTER TABLE ${table} RENAME COLUMN attempt TO job_number`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await queryRunner.query(`ALTER TABLE ${table} RENAME COLUMN job_number TO attempt`);
  }
}
