import type { QueryRunner } from 'typeorm';

export type Renaming = readonly [before: string, after: string];

export async function renameColumn(queryRunner: QueryRunner, table: string, [from, to]: Renaming): Promise<void> {
  await queryRunner.query(`ALTER TABLE ${table} RENAME COLUMN ${from} TO ${to}`);
}

/**
 * Of what is stored about a registered pack. What has ended has its result, and is not read again. The text is changed because the
 * order of its fields is kept.
 */
export async function renameRegisteredField(queryRunner: QueryRunner, [from, to]: Renaming): Promise<void> {
  await queryRunner.query(
    `UPDATE execution_pack pack SET registered = replace(registered::text, '"${from}":', '"${to}":')::json
     FROM execution WHERE execution.id = pack.execution_id AND execution.finished_at IS NULL AND registered IS NOT NULL`,
  );
}
