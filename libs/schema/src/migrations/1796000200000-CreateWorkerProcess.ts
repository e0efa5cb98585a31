import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which workers are there, and how many tasks of each stage they take at a time. */
export class CreateWorkerProcess1796000200000 implements MigrationInterface {
  readonly name = 'CreateWorkerProcess1796000200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE worker_process (
         owner        text NOT NULL,
         slots        jsonb NOT NULL,
         started_at   timestamptz NOT NULL DEFAULT now(),
         alive_until  timestamptz NOT NULL,
         CONSTRAINT worker_process_pk PRIMARY KEY (owner)
       )`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE worker_process');
  }
}
