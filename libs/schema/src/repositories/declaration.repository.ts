import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { rowsOf, type Transaction } from '../sql';

export interface Declarations {
  dependencies: readonly { ref: string; range: string }[];
  permissions: readonly string[];
  rules: readonly CommandRule[];
}

export interface CommandRule {
  command: string;
  text: string;
}

/** What a version declares besides its components: what it needs, its permissions, and the rules of its commands. */
@Injectable()
export class DeclarationRepository {
  constructor(private readonly dataSource: DataSource) {}

  async add(transaction: Transaction, packVersionId: number, declared: Declarations): Promise<void> {
    await transaction.query(
      `INSERT INTO pack_version_dependency (pack_version_id, ref, range)
       SELECT DISTINCT $1::integer, ref, range FROM jsonb_to_recordset($2::jsonb) AS added (ref text, range text)`,
      [packVersionId, JSON.stringify(declared.dependencies)],
    );
    await transaction.query(
      `INSERT INTO permission (pack_version_id, position, name)
       SELECT $1::integer, position, name FROM unnest($2::text[]) WITH ORDINALITY AS added (name, position)`,
      [packVersionId, declared.permissions],
    );
    await transaction.query(
      `INSERT INTO rule (pack_version_id, command, position, text)
       SELECT $1::integer, command, position, text FROM unnest($2::text[], $3::text[])
         WITH ORDINALITY AS added (command, text, position)`,
      [packVersionId, declared.rules.map(({ command }) => command), declared.rules.map(({ text }) => text)],
    );
  }

  /** In the order in which they were declared. */
  async permissionsOf(packVersionId: number): Promise<string[]> {
    const rows = await rowsOf<{ name: string }>(
      this.dataSource.manager,
      'SELECT name FROM permission WHERE pack_version_id = $1 ORDER BY position',
      [packVersionId],
    );
    return rows.map(({ name }) => name);
  }

  /** In the order in which they were declared; with `command`, of that one. */
  rulesOf(packVersionId: number, command?: string): Promise<CommandRule[]> {
    return rowsOf<CommandRule>(
      this.dataSource.manager,
      `SELECT command, text FROM rule WHERE pack_version_id = $1 AND ($2::text IS NULL OR command = $2)
       ORDER BY position`,
      [packVersionId, command ?? null],
    );
  }
}
