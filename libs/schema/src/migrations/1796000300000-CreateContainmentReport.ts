import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What contains foreign code in each process that runs some. */
export class CreateContainmentReport1796000300000 implements MigrationInterface {
  readonly name = 'CreateContainmentReport1796000300000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE containment_report (
         worker       text NOT NULL,
         kind         text NOT NULL,
         description  text NOT NULL,
         warnings     jsonb NOT NULL,
         reported_at  timestamptz NOT NULL DEFAULT now(),
         CONSTRAINT containment_report_pk PRIMARY KEY (worker),
         CONSTRAINT containment_report_kind_known CHECK (kind IN ('bubblewrap', 'user', 'none'))
       )`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE containment_report');
  }
}
