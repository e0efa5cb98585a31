import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Old rows can be found and deleted without reading whole tables; environments know who uses them, and since when nobody does. */
export class BoundTables1796000200001 implements MigrationInterface {
  readonly name = 'BoundTables1796000200001';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const [name, on] of INDEXES) await queryRunner.query(`CREATE INDEX ${name} ON ${on}`);
    await queryRunner.query('ALTER TABLE environment ADD COLUMN unused_since timestamptz');
    await queryRunner.query(ENVIRONMENT_LINK);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE environment_link');
    await queryRunner.query('ALTER TABLE environment DROP COLUMN unused_since');
    for (const [name] of INDEXES) await queryRunner.query(`DROP INDEX ${name}`);
  }
}

// Without those on columns that refer to other tables, each deleted row reads the whole referring table.
const INDEXES: readonly [name: string, on: string][] = [
  ['execution_finished', 'execution (finished_at) WHERE finished_at IS NOT NULL'],
  ['execution_pack_dependency_depends_on', 'execution_pack_dependency (depends_on_id)'],
  ['task_pack', 'task (pack_id)'],
  ['task_environment', 'task (environment_id)'],
  ['pack_version_environment_environment', 'pack_version_environment (environment_id)'],
  ['archived_version_execution', 'archived_version (execution_id)'],
  ['archived_version_installed_by', "archived_version (((snapshot #>> '{version,execution_id}')::integer))"],
  ['pack_test_execution', 'pack_test (execution_id)'],
  ['pack_test_created', 'pack_test (created_at)'],
  ['audit_event_created', 'audit_event (created_at)'],
];

// Links in folders of users, which core.build_pack_envs has made: nothing else says that the environment is used.
const ENVIRONMENT_LINK = `
  CREATE TABLE environment_link (
    path            text NOT NULL,
    environment_id  integer NOT NULL,
    CONSTRAINT environment_link_pk PRIMARY KEY (path),
    CONSTRAINT environment_link_environment_fk FOREIGN KEY (environment_id) REFERENCES environment (id) ON DELETE CASCADE
  );
  CREATE INDEX environment_link_environment ON environment_link (environment_id)`;
