import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { rowsOf } from '../sql';

export interface VersionDeclarations {
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
export class VersionDeclarationRepository {
  constructor(private readonly dataSource: DataSource) {}

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
