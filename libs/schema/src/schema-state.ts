import { UnavailableError } from '@packyard/contracts';
import { MIGRATIONS } from './migrations/migration-list';

/** How the schema of a database relates to the one that this version works with. */
export type SchemaState =
  | { kind: 'current' | 'unmigrated' }
  | { kind: 'older'; missing: readonly string[] }
  | { kind: 'newer'; unknown: readonly string[] };

type Query = (sql: string) => Promise<readonly Record<string, unknown>[]>;

const KNOWN = MIGRATIONS.map(({ name }) => name);
const MAX_LIST_LENGTH = 3;

/** `query` returns the rows of a statement. */
export async function readSchemaState(query: Query): Promise<SchemaState> {
  const [table] = await query(`SELECT to_regclass('schema_migration') IS NOT NULL AS exists`);
  if (table?.['exists'] !== true) return { kind: 'unmigrated' };
  const applied = new Set((await query('SELECT name FROM schema_migration')).map(({ name }) => String(name)));
  const unknown = [...applied].filter((name) => !KNOWN.includes(name));
  if (unknown.length > 0) return { kind: 'newer', unknown };
  const missing = KNOWN.filter((name) => !applied.has(name));
  if (missing.length === 0) return { kind: 'current' };
  return missing.length === KNOWN.length ? { kind: 'unmigrated' } : { kind: 'older', missing };
}

/** Why this version can't work with the database; nothing when it can. */
export function schemaMismatch(state: SchemaState): UnavailableError | undefined {
  if (state.kind === 'current') return undefined;
  return new UnavailableError('SCHEMA_MISMATCH', SENTENCE[state.kind](state), { hint: HINT[state.kind] });
}

const SENTENCE = {
  unmigrated: () => 'The database has no tables of Packyard yet.',
  older: (state: SchemaState) => `The database is older than this version: it lacks ${listOf(state)}.`,
  newer: (state: SchemaState) => `The database is newer than this version, which does not know ${listOf(state)}.`,
};
const HINT = {
  unmigrated: 'Run npm run migrate, with the DATABASE_URL of this process.',
  older: 'Run npm run migrate with this version, after the processes of the old one were stopped.',
  newer:
    'Start the version that the database was migrated for, or restore a backup that this one made (npm run restore): npm run migrate takes nothing back.',
};

function listOf(state: SchemaState): string {
  const names = 'missing' in state ? state.missing : 'unknown' in state ? state.unknown : [];
  const more = names.length - MAX_LIST_LENGTH;
  return `${names.slice(0, MAX_LIST_LENGTH).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
