import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lists and counts of executions read a narrow index: their rows hold parameters and results, and are large. */
export class ListExecutions1796001600000 implements MigrationInterface {
  readonly name = 'ListExecutions1796001600000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE INDEX execution_listed ON execution (id) INCLUDE (status, action)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX execution_listed');
  }
}
