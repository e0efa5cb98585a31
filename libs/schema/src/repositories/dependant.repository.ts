import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { firstRowOf, rowsOf, type Transaction } from '../sql';
import type { VersionIdentity } from './generation.repository';

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
  constructor(private readonly dataSource: DataSource) {}

  /** Whether enabled packs need any of the packs, or any of the versions needs something. */
  async hasAnyAround(
    transaction: Transaction,
    { refs, packVersionIds }: { refs: readonly string[]; packVersionIds: readonly number[] },
  ): Promise<boolean> {
    const row = await firstRowOf<{ found: boolean }>(
      transaction,
      `SELECT EXISTS (${NEEDS} WHERE dependency.ref = ANY($1))
         OR EXISTS (SELECT FROM pack_version_dependency WHERE pack_version_id = ANY($2)) AS found`,
      [refs, packVersionIds],
    );
    return row?.found === true;
  }

  /** Needs of enabled packs for any of the given ones. */
  needsFor(transaction: Transaction, refs: readonly string[]): Promise<Need[]> {
    return rowsOf<Need>(transaction, `${NEEDS} WHERE dependency.ref = ANY($1) ORDER BY pack.ref, dependency.ref`, [
      refs,
    ]);
  }

  /** What versions need that may or may not be enabled. */
  needsOf(transaction: Transaction | undefined, packVersionIds: readonly number[]): Promise<Need[]> {
    return rowsOf<Need>(
      transaction ?? this.dataSource.manager,
      `SELECT pack.ref AS dependant, version.version AS "dependantVersion", dependency.ref, dependency.range
       FROM pack_version_dependency dependency JOIN pack_version version ON version.id = dependency.pack_version_id
       JOIN pack ON pack.id = version.pack_id WHERE version.id = ANY($1) ORDER BY pack.ref, dependency.ref`,
      [packVersionIds],
    );
  }

  /** What versions need that are installed or only kept. */
  needsOfIdentities(
    transaction: Transaction,
    versions: readonly (VersionIdentity & { ref: string })[],
  ): Promise<Need[]> {
    return rowsOf<Need>(transaction, NEEDS_OF_IDENTITIES, [JSON.stringify(versions)]);
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

const NEEDS_OF_IDENTITIES = `
  WITH wanted AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS wanted (ref text, version text, digest text))
  SELECT wanted.ref AS dependant, wanted.version AS "dependantVersion", dependency.ref, dependency.range
  FROM wanted JOIN pack ON pack.ref = wanted.ref
  JOIN pack_version version ON version.pack_id = pack.id
    AND version.version = wanted.version AND version.digest = wanted.digest
  JOIN pack_version_dependency dependency ON dependency.pack_version_id = version.id
  UNION
  SELECT wanted.ref, wanted.version, kept ->> 'ref', kept ->> 'range'
  FROM wanted JOIN archived_version archived ON archived.ref = wanted.ref
    AND archived.version = wanted.version AND archived.digest = wanted.digest,
    jsonb_array_elements(coalesce(nullif(archived.snapshot -> 'dependencies', 'null'), '[]')) AS kept
  ORDER BY 1, 3`;
