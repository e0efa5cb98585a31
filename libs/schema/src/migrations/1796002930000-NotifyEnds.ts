import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Wakes who waits for the end of an execution, whoever ends it; its events have a channel of their own. */
export class NotifyEnds1796002930000 implements MigrationInterface {
  readonly name = 'NotifyEnds1796002930000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE FUNCTION notify_execution_end() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('execution_end', NEW.id::text);
        RETURN NULL;
      END $$`);
    await queryRunner.query(`CREATE TRIGGER execution_end_notification AFTER UPDATE OF finished_at ON execution
      FOR EACH ROW WHEN (OLD.finished_at IS NULL AND NEW.finished_at IS NOT NULL)
      EXECUTE FUNCTION notify_execution_end()`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TRIGGER execution_end_notification ON execution');
    await queryRunner.query('DROP FUNCTION notify_execution_end');
  }
}
