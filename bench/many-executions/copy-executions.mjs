// Copies the rows of the executions that there are, until there are as many as asked for, spread over the last 120 days.
import pg from 'pg';

const TABLES = {
  execution: { id: 'id' },
  execution_pack: { id: 'id', execution_id: 'execution' },
  execution_pack_environment: { execution_pack_id: 'execution_pack' },
  execution_pack_dependency: { execution_pack_id: 'execution_pack', depends_on_id: 'execution_pack' },
  task: { id: 'id', execution_id: 'execution', execution_pack_id: 'execution_pack' },
  execution_event: { execution_id: 'execution' },
  audit_event: { id: 'id' },
};
const SPREAD = 120;

export async function copyExecutions(cluster, count) {
  const client = new pg.Client({ connectionString: cluster.databaseUrl });
  await client.connect();
  try {
    await client.query('ALTER TABLE execution_event DISABLE TRIGGER execution_event_notification');
    const strides = await stridesOf(client);
    const [{ originals }] = (await client.query('SELECT count(*)::integer AS originals FROM execution')).rows;
    const copies = Math.ceil(count / originals) - 1;
    for (const [table, keys] of Object.entries(TABLES)) await copy(client, { table, keys, strides, copies });
    await client.query('ALTER TABLE execution_event ENABLE TRIGGER execution_event_notification');
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}

/** By how much the ids of one copy differ from those of the copy before. */
async function stridesOf(client) {
  const strides = {};
  for (const [table, keys] of Object.entries(TABLES)) {
    if (keys.id === undefined) continue;
    strides[table] = (await client.query(`SELECT max(id) AS stride FROM ${table}`)).rows[0].stride;
  }
  return strides;
}

async function copy(client, { table, keys, strides, copies }) {
  const { rows } = await client.query(
    `SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1 AND table_schema = 'public'
     ORDER BY ordinal_position`,
    [table],
  );
  const columns = rows.map(({ name }) => name);
  const values = columns.map((name) => {
    if (keys[name] !== undefined) return `${name} + copy * ${strides[keys[name] === 'id' ? table : keys[name]]}`;
    if (name === 'idempotency_key') return 'NULL';
    if (/^(created|updated|started|finished)_at$/.test(name)) {
      return `${name} - make_interval(secs => (${copies} - copy) * ${SPREAD} * 86400.0 / ${copies})`;
    }
    return name;
  });
  const override = keys.id === undefined ? '' : 'OVERRIDING SYSTEM VALUE';
  await client.query(
    `INSERT INTO ${table} (${columns.join(', ')}) ${override}
     SELECT ${values.join(', ')} FROM ${table}, generate_series(1, ${copies}) AS copy`,
  );
  if (keys.id === undefined) return;
  await client.query(`SELECT setval(pg_get_serial_sequence('${table}', 'id'), (SELECT max(id) FROM ${table}))`);
}
