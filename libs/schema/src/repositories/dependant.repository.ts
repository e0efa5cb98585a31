import { Injectable } from '@nestjs/common';
import { rowsOf, type Transaction } from '../sql';

/** An enabled pack that needs another one. */
export interface Need {
  dependant: string;
  dependantVersion: string;
  ref: string;
  range: string;
}

/** Who needs whom, among what is enabled. */
@Injectable()
export class DependantRepository {
  /** Needs of enabled packs for any of the given ones. */
  needsFor(transaction: Transaction, refs: readonly string[]): Promise<Need[]> {
    return rowsOf<Need>(transaction, `${NEEDS} WHERE dependency.ref = ANY($1) ORDER BY pack.ref, dependency.ref`, [
      refs,
    ]);
  }

  /** What versions need that may or may not be enabled. */
  needsOf(transaction: Transaction, packVersionIds: readonly number[]): Promise<Need[]> {
    return rowsOf<Need>(
      transaction,
      `SELECT pack.ref AS dependant, version.version AS "dependantVersion", dependency.ref, dependency.range
       FROM pack_version_dependency dependency JOIN pack_version version ON version.id = dependency.pack_version_id
       JOIN pack ON pack.id = version.pack_id WHERE version.id = ANY($1) ORDER BY pack.ref, dependency.ref`,
      [packVersionIds],
    );
  }

  /** The enabled version of each of the packs that has one. */
  async enabledAmong(transaction: Transaction, refs: readonly string[]): Promise<Map<string, string>> {
    const rows = await rowsOf<{ ref: string; version: string }>(
      transaction,
      `SELECT pack.ref, version.version FROM pack JOIN pack_version version ON version.id = pack.enabled_version_id
       WHERE pack.ref = ANY($1)`,
      [refs],
    );
    return new Map(rows.map(({ ref, version }) => [ref, version]));
  }
}

const NEEDS = `
  SELECT pack.ref AS dependant, version.version AS "dependantVersion", dependency.ref, dependency.range
  FROM pack_version_dependency dependency JOIN pack_version version ON version.id = dependency.pack_version_id
  JOIN pack ON pack.enabled_version_id = version.id`;
