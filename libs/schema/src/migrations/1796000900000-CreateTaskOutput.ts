import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the tools of a task printed, piece by piece, so that it can be read while they run. */
export class CreateTaskOutput1796000900000 implements MigrationInterface {
  readonly name = 'CreateTaskOutput1796000900000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE task_output (
         task_id    integer NOT NULL,
         attempt    integer NOT NULL,
         part       integer NOT NULL,
         text       text NOT NULL,
         CONSTRAINT task_output_pk PRIMARY KEY (task_id, attempt, part),
         CONSTRAINT task_output_task_fk FOREIGN KEY (task_id) REFERENCES task (id) ON DELETE CASCADE
       )`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE task_output');
  }
}
