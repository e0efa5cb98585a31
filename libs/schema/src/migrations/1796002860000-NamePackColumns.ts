import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS: readonly [before: string, after: string][] = [
  ['chosen', 'chosen_because'],
  ['is_announced', 'is_event_sent'],
];

/** A reason is called one, and what is sent is the pack's event. */
export class NamePackColumns1796002860000 implements MigrationInterface {
  readonly name = 'NamePackColumns1796002860000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const [before, after] of COLUMNS) await rename(queryRunner, [before, after]);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const [before, after] of COLUMNS) await rename(queryRunner, [after, before]);
  }
}

async function rename(queryRunner: QueryRunner, [from, to]: [string, string]): Promise<void> {
  await queryRunner.query(`ALTER TABLE execution_pack RENAME COLUMN ${from} TO ${to}`);
}
