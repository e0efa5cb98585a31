// The statements that PostgreSQL got, counted by its own extension.
import { ask } from '../test-bed/postgres.mjs';

const MOST = 40;
const MAX_CHARACTERS = 220;

export async function forgetStatements(databaseUrl) {
  await ask(databaseUrl, 'CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
  await ask(databaseUrl, 'SELECT pg_stat_statements_reset()');
}

export async function describeStatements(databaseUrl, packs) {
  const rows = await ask(
    databaseUrl,
    `SELECT calls::integer, total_exec_time + total_plan_time AS ms, rows::integer, query FROM pg_stat_statements
     WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  const total = (name) => rows.reduce((sum, row) => sum + row[name], 0);
  return [
    `PostgreSQL got ${(total('calls') / packs).toFixed(1)} statements for each pack, and worked ${(total('ms') / packs).toFixed(1)} ms.`,
    tableOf('most often', rows, { by: 'calls', packs }),
    tableOf('longest in all', rows, { by: 'ms', packs }),
  ].join('\n\n');
}

function tableOf(title, rows, { by, packs }) {
  const first = [...rows].sort((a, b) => b[by] - a[by]).slice(0, MOST);
  const lines = first.map(({ calls, ms, rows: touched, query }) => {
    const figures = [calls / packs, ms / packs, touched / packs].map((figure) => figure.toFixed(2)).join(' | ');
    return `| ${shortened(query)} | ${figures} |`;
  });
  return [
    `| statement, ${title} | calls a pack | ms a pack | rows a pack |`,
    '| --- | ---: | ---: | ---: |',
    ...lines,
  ].join('\n');
}

/** What is asked of which rows tells more than the list of columns. */
function shortened(query) {
  const line = query.replace(/\s+/g, ' ').replace(/^(SELECT) "(?:(?! FROM ).)*( FROM )/, '$1 …$2');
  return line.replaceAll('|', '\\|').slice(0, MAX_CHARACTERS);
}
