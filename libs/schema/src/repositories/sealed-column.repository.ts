import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ADVISORY_LOCKS } from '../advisory-locks';
import { SessionLocks } from '../session-locks';
import { firstRowOf, rowsOf } from '../sql';

/** The columns that hold what the vault sealed. */
export const SEALED_COLUMNS = [
  { table: 'execution_pack', column: 'sealed_url' },
  { table: 'execution', column: 'sealed_index_credentials' },
  { table: 'registry', column: 'sealed_headers' },
  { table: 'bundle_setting', column: 'sealed_value' },
  { table: 'webhook', column: 'sealed' },
] as const;
export type SealedColumn = (typeof SEALED_COLUMNS)[number];

export interface SealedValue {
  id: number;
  sealed: Buffer;
}

/** What lies sealed in the database, so that it can be sealed again with another key. */
@Injectable()
export class SealedColumnRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly locks: SessionLocks,
  ) {}

  /** Of a column, in the order of ids, those after the given one. */
  after({ table, column }: SealedColumn, id: number, limit: number): Promise<SealedValue[]> {
    return rowsOf<SealedValue>(
      this.dataSource.manager,
      `SELECT id, ${column} AS sealed FROM ${table} WHERE ${column} IS NOT NULL AND id > $1 ORDER BY id LIMIT $2`,
      [id, limit],
    );
  }

  /** False when somebody else has changed or removed it meanwhile. */
  async replace({ table, column }: SealedColumn, { id, sealed }: SealedValue, by: Buffer): Promise<boolean> {
    const sql = `UPDATE ${table} SET ${column} = $3 WHERE id = $1 AND ${column} = $2 RETURNING id`;
    return (await firstRowOf(this.dataSource.manager, sql, [id, sealed, by])) !== undefined;
  }

  /** One at a time, in all gateways together; undefined when one is under way. */
  alone<Result>(act: () => Promise<Result>): Promise<Result | undefined> {
    return this.locks.alone(ADVISORY_LOCKS.rotation, act);
  }
}
