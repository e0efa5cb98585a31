import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';

type Variants = Record<string, Record<string, string>>;

/** What is installed, enabled and to be found, as the database and the disk have it. */
export class VersionWitness {
  constructor(
    private readonly client: Client,
    private readonly home: string,
  ) {}

  async query<Row>(sql: string): Promise<Row[]> {
    return (await this.client.query(sql)).rows as Row[];
  }

  async currentGeneration(): Promise<number> {
    const [row] = await this.query<{ id: number }>('SELECT max(id) AS id FROM generation');
    return row?.id ?? -1;
  }

  /** ref → version → variant. */
  async installed(): Promise<Variants> {
    const rows = await this.query<{ ref: string; version: string; variant: string }>(
      `SELECT pack.ref, version.version, replace(version.manifest ->> 'description', 'variant ', '') AS variant
       FROM pack JOIN pack_version version ON version.pack_id = pack.id`,
    );
    const installed: Variants = {};
    for (const { ref, version, variant } of rows) (installed[ref] ??= {})[version] = variant;
    return sorted(installed);
  }

  async enabled(): Promise<Record<string, string>> {
    const rows = await this.query<{ ref: string; content: string }>(
      `SELECT pack.ref, version.version || ' ' || replace(version.manifest ->> 'description', 'variant ', '') AS content
       FROM pack JOIN pack_version version ON version.id = pack.enabled_version_id ORDER BY pack.ref`,
    );
    return Object.fromEntries(rows.map(({ ref, content }) => [ref, content]));
  }

  /** What a reader finds on disk. */
  reachable(): Record<string, string> {
    const packs = join(this.home, 'packs');
    if (!existsSync(packs)) return {};
    return Object.fromEntries(
      readdirSync(packs)
        .filter((name) => !name.includes('-'))
        .sort()
        .map((ref) => {
          const config = readFileSync(join(packs, ref, 'bundle.yaml'), 'utf8');
          const [, version = ''] = /^version: ["']?([^"'\n]*)/m.exec(config) ?? [];
          const [, variant = ''] = /^description: ["']?variant ([^"'\n]*)/m.exec(config) ?? [];
          expect(readlinkSync(join(packs, ref))).toContain(`/${ref}/${version}-`);
          return [ref, `${version} ${variant}`];
        }),
    );
  }

  /** Anything that stands for a version that is not there. */
  strays(): Promise<{ what: string }[]> {
    return this.query(STRAYS);
  }
}

const STRAYS = `
  SELECT 'rule' AS what, text FROM rule WHERE pack_version_id NOT IN (SELECT id FROM pack_version)
  UNION ALL SELECT 'permission', name FROM permission WHERE pack_version_id NOT IN (SELECT id FROM pack_version)
  UNION ALL SELECT 'component', ref FROM component WHERE pack_version_id NOT IN (SELECT id FROM pack_version)
  UNION ALL SELECT 'pack', ref FROM pack WHERE id NOT IN (SELECT pack_id FROM pack_version)
  UNION ALL SELECT 'version', version FROM pack_version WHERE id NOT IN (SELECT pack_version_id FROM rule)
  UNION ALL SELECT 'grant', permission FROM role_permission held WHERE NOT EXISTS (
    SELECT FROM permission JOIN pack_version version ON version.id = permission.pack_version_id
    WHERE version.pack_id = held.pack_id AND permission.name = held.permission)`;

/** By their keys, so that two can be compared as text. */
export function sorted<Value>(record: Record<string, Record<string, Value>>): Record<string, Record<string, Value>> {
  const byKey = <T>(entries: [string, T][]) => entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    byKey(Object.entries(record)).map(([ref, versions]) => [ref, Object.fromEntries(byKey(Object.entries(versions)))]),
  );
}
