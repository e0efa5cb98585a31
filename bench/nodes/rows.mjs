// Many enabled packs: two versions that are really installed, and rows for as many packs as are asked for, as registering would
// make them. All have the content of the two; agents fetch, check and link each by itself.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const VERSIONS = ['1.0.0', '2.0.0'];

export async function installSeed(fleet) {
  for (const version of VERSIONS) {
    const folder = join(fleet.folder, 'seed', version);
    mkdirSync(join(folder, 'actions'), { recursive: true });
    writeFileSync(join(folder, 'pack.yaml'), `ref: seed\nlabel: seed\nversion: ${version}\n`);
    for (let at = 0; at < 5; at += 1) writeFileSync(join(folder, 'actions', `${at}.sh`), `echo ${version} ${at}\n`);
    await fleet.client.install([folder], { skip_tests: true });
  }
}

/** So many packs are there, all with both versions. */
export async function addPacks({ database }, count) {
  await database.query("INSERT INTO pack (ref) SELECT 'many-' || n FROM generate_series(2, $1::integer) AS n", [count]);
  await database.query(
    `INSERT INTO pack_version
       (pack_id, version, format, digest, manifest, source, storage_path, content, installed_by)
     SELECT pack.id, seed.version, format, digest, manifest, source, replace(storage_path, 'seed/', pack.ref || '/'),
       content, 'bench'
     FROM pack_version seed JOIN pack of_seed ON of_seed.id = seed.pack_id AND of_seed.ref = 'seed', pack
     WHERE pack.ref LIKE 'many-%'`,
  );
}

/** Contents that nobody has, another one for each: as long to send as those of real packs. */
export async function makeDistinct({ database }) {
  await database.query(
    `UPDATE pack_version SET digest = left(digest, -64) || encode(sha256(('tree' || id)::bytea), 'hex'),
       content = 'sha256:' || encode(sha256(('content' || id)::bytea), 'hex'),
       storage_path = storage_path || '-' || left(encode(sha256(('tree' || id)::bytea), 'hex'), 12)
     WHERE pack_id IN (SELECT id FROM pack WHERE ref LIKE 'many-%')`,
  );
}

/** So many of them are enabled, all in this version and from one generation on. */
export async function enablePacks({ database }, version, count) {
  await database.query('BEGIN');
  await database.query(
    `UPDATE pack SET enabled_version_id = version.id FROM pack_version version
     WHERE version.pack_id = pack.id AND version.version = $1
       AND (pack.ref = 'seed' OR pack.ref LIKE 'many-%' AND substr(pack.ref, 6)::integer <= $2)`,
    [version, count],
  );
  await database.query(
    "INSERT INTO generation (id, actor, reason) SELECT max(id) + 1, 'bench', 'many packs' FROM generation",
  );
  await database.query('COMMIT');
}
