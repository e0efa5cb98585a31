import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What nodes that share no folder find in the content store by a name: locks of environments, and vendored packages. */
export class NameContent1796002650000 implements MigrationInterface {
  readonly name = 'NameContent1796002650000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE named_content (
        kind text NOT NULL,
        name text NOT NULL,
        content text NOT NULL,
        put_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT named_content_pkey PRIMARY KEY (kind, name),
        CONSTRAINT named_content_kind_known CHECK (kind IN ('lock', 'vendored'))
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE named_content');
  }
}
