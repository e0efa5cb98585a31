// What has to be so, whatever was killed: in rows, in folders, and between them.
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const MAX_QUIET_MS = 60_000;

/** Sentences, one for each thing that is wrong. */
export async function findViolations(cluster, requests) {
  await untilQuiet(cluster);
  const report = await requests.call('/api/v1/maintenance/collect', { method: 'POST', body: '{}' });
  const again = await requests.call('/api/v1/maintenance/collect', { method: 'POST', body: '{"dry_run": true}' });
  return [
    ...(report?.data?.is_complete === true ? [] : [`maintenance is not complete: ${JSON.stringify(report)}`]),
    ...(again?.data?.items ?? []).map(({ path }) => `${path} would still go after it was cleaned`),
    ...(await executions(cluster, requests)),
    ...(await twice(cluster)),
    ...(await enabled(cluster)),
    ...(await folders(cluster)),
    ...(await orphans(cluster)),
  ];
}

/** What the sweeper has to do after the last end, it does within seconds. */
async function untilQuiet(cluster) {
  const until = Date.now() + MAX_QUIET_MS;
  const isQuiet = async () =>
    (await cluster.query(`SELECT FROM task WHERE status IN ('pending', 'running')`)).length === 0 &&
    names(join(cluster.home, 'staging')).length === 0;
  while (!(await isQuiet()) && Date.now() < until) await delay(500);
}

async function executions(cluster, requests) {
  const rows = await cluster.query(
    `SELECT id, status, idempotency_key AS key, result FROM execution WHERE idempotency_key IS NOT NULL ORDER BY id`,
  );
  const known = new Map(rows.map((row) => [row.key, row]));
  const wrong = [];
  for (const { key, id } of requests.submitted.values()) {
    if (known.get(key)?.id !== id) wrong.push(`${key} was answered as execution ${id}, and is ${known.get(key)?.id}`);
  }
  // A request may lose against a later one for the same pack; nothing else may fail.
  const failed = await cluster.query(
    `SELECT execution_id AS id, error FROM execution_pack
     WHERE status NOT IN ('completed') AND coalesce(error ->> 'code', '') NOT IN ('SUPERSEDED', 'ROLLED_BACK')`,
  );
  return [
    ...wrong,
    ...failed.map(({ id, error }) => `execution ${id} has a pack that failed: ${JSON.stringify(error)}`),
  ];
}

async function twice(cluster) {
  const repeated = async (what, sql) => (await cluster.query(sql)).map(({ subject }) => `${what} twice: ${subject}`);
  return [
    ...(await repeated(
      'ended',
      `SELECT execution_id AS subject FROM execution_event
       WHERE type = 'status' AND data ->> 'status' IN ('completed', 'failed', 'cancelled') GROUP BY 1 HAVING count(*) > 1`,
    )),
    ...(await repeated(
      'installed',
      `SELECT subject || ' ' || (after ->> 'version') AS subject FROM audit_event WHERE action = 'pack.install'
       GROUP BY 1 HAVING count(*) > 1`,
    )),
    ...(await repeated(
      'enabled in several generations, although it is atomic:',
      `SELECT execution.id AS subject FROM execution JOIN generation ON generation.execution_id = execution.id
       WHERE parameters ->> 'atomic' = 'true' AND execution.status = 'completed' GROUP BY 1 HAVING count(*) > 1`,
    )),
    ...(await repeated(
      'numbered',
      `SELECT execution_id AS subject FROM execution_event GROUP BY 1 HAVING count(*) <> max(sequence)`,
    )),
  ];
}

async function enabled(cluster) {
  const wrong = [];
  const rows = await cluster.query(
    `SELECT pack.ref, version.version, version.storage_path AS path FROM pack
     JOIN pack_version version ON version.id = pack.enabled_version_id`,
  );
  for (const { ref, version, path } of rows) {
    const link = join(cluster.home, 'packs', ref);
    const leads = resolve(join(cluster.home, 'packs'), readlink(link));
    if (leads !== join(cluster.home, 'store/packs', path)) wrong.push(`${ref} leads to ${leads}, not to ${path}`);
    else if (!readFileSync(join(link, 'pack.yaml'), 'utf8').includes(`version: ${version}\n`))
      wrong.push(`the content of ${ref} is not that of ${version}`);
    if (existsSync(join(link, 'package.json')) && !existsSync(join(link, 'node_modules/local/index.js')))
      wrong.push(`${ref} ${version} lacks its environment`);
  }
  const refs = new Set(rows.map(({ ref }) => ref));
  const strays = names(join(cluster.home, 'packs')).filter((name) => !refs.has(name));
  return [...wrong, ...strays.map((name) => `packs/${name} is no enabled pack`), ...(await notTheLatest(cluster))];
}

/** Of several requests for one pack the latest wins, unless it failed as a whole. */
async function notTheLatest(cluster) {
  const rows = await cluster.query(
    `SELECT DISTINCT ON (asked.ref) asked.ref, asked.version AS latest, version.version AS enabled
     FROM execution_pack asked JOIN pack ON pack.ref = asked.ref
     LEFT JOIN pack_version version ON version.id = pack.enabled_version_id
     WHERE asked.status = 'completed' ORDER BY asked.ref, asked.execution_id DESC`,
  );
  return rows
    .filter(({ latest, enabled: now }) => latest !== now)
    .map(({ ref, latest, enabled: now }) => `of ${ref}, ${now} is enabled and not ${latest}, the latest`);
}

async function folders(cluster) {
  const store = join(cluster.home, 'store');
  const content = names(join(store, 'packs')).flatMap((ref) =>
    names(join(store, 'packs', ref)).map((name) => `${ref}/${name}`),
  );
  const contentRows = await cluster.query(
    'SELECT storage_path AS path FROM pack_version UNION SELECT storage_path FROM archived_version',
  );
  const builds = names(join(store, 'environments')).flatMap((runtime) =>
    names(join(store, 'environments', runtime)).flatMap((fingerprint) =>
      names(join(store, 'environments', runtime, fingerprint))
        .filter((name) => name !== 'current')
        .map((name) => `${runtime}/${fingerprint}/${name}`),
    ),
  );
  const buildRows = await cluster.query(`SELECT path FROM environment WHERE status = 'ready'`);
  return [
    ...compare(
      'content',
      content,
      contentRows.map(({ path }) => path),
    ),
    ...compare(
      'the build',
      builds,
      buildRows.map(({ path }) => path),
    ),
    ...buildRows
      .filter(({ path }) => readlink(join(store, 'environments', path, '../current')) !== path.split('/')[2])
      .map(({ path }) => `current does not lead to ${path}`),
  ];
}

function compare(what, onDisk, inRows) {
  const [disk, rows] = [new Set(onDisk), new Set(inRows)];
  return [
    ...[...disk].filter((path) => !rows.has(path)).map((path) => `${what} ${path} has no row`),
    ...[...rows].filter((path) => !disk.has(path)).map((path) => `${what} ${path} has a row and no folder`),
  ];
}

async function orphans(cluster) {
  const live = await cluster.query(`SELECT id, stage, status FROM task WHERE status IN ('pending', 'running')`);
  return [
    ...live.map(({ id, stage, status }) => `task ${id} (${stage}) is still ${status}`),
    ...['staging', 'uploads', 'trash'].flatMap((area) =>
      names(join(cluster.home, area)).map((name) => `${area}/${name} was left`),
    ),
  ];
}

function names(folder) {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function readlink(link) {
  try {
    return readlinkSync(link);
  } catch (error) {
    return `(${error.code})`;
  }
}
