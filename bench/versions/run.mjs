// Switching, rolling back and uninstalling with 1, 100 and 10,000 installed versions, and beside each what others do for
// the same: copy the tree again, switch pack by pack, uninstall version by version. Prints times and ratios.
import 'reflect-metadata';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const built = (path) => require(join(import.meta.dirname, '../../dist', path));
const { NestFactory } = require('@nestjs/core');
const { DataSource } = require('typeorm');
const { PlatformConfig } = built('libs/config/src/index.js');
const { digestTree, readPack } = built('libs/pack/src/index.js');
const { migrate, SchemaModule, Transactions } = built('libs/schema/src/index.js');
const { HomeLayout, StoreModule } = built('libs/store/src/index.js');
const versions = built('libs/versions/src/index.js');
const { EmbeddedCluster } = built('apps/standalone/src/embedded-postgres/embedded-cluster.js');

const SIZES = process.argv.slice(2).map(Number).filter(Boolean);
const FILES_IN_PACK = 300;
const actor = { kind: 'user', id: 1, name: 'bench' };

class Bench {}
const home = mkdtempSync(join(tmpdir(), 'packyard-bench-'));
const cluster = new EmbeddedCluster({ home, isThrowAway: true });
const rows = [];
try {
  const databaseUrl = await cluster.start();
  await migrate(databaseUrl);
  const imports = [
    SchemaModule.forRoot(databaseUrl),
    StoreModule.forRoot(home),
    versions.VersionsModule.forRoot(PlatformConfig.parse({})),
  ];
  const app = await NestFactory.createApplicationContext({ module: Bench, imports }, { logger: ['error'] });
  const services = {
    layout: app.get(HomeLayout),
    transactions: app.get(Transactions),
    registration: app.get(versions.VersionRegistration),
    switches: app.get(versions.VersionEnabling),
    rollback: app.get(versions.Rollback),
    uninstaller: app.get(versions.Uninstaller),
    database: app.get(DataSource),
  };
  for (const size of SIZES.length > 0 ? SIZES : [1, 100, 10_000]) rows.push(...(await measure(services, size)));
  await app.close();
} finally {
  await cluster.stop();
  rmSync(home, { recursive: true, force: true });
}
console.log('| installed versions | what | Packyard | the other way | times as fast |');
console.log('| ---: | --- | ---: | ---: | ---: |');
for (const { size, what, ours, theirs } of rows) {
  const ratio = theirs === undefined ? '' : (theirs / ours).toFixed(1);
  console.log(`| ${size} | ${what} | ${ms(ours)} | ${theirs === undefined ? '' : ms(theirs)} | ${ratio} |`);
}

async function measure(services, size) {
  const { database, switches, rollback, uninstaller } = services;
  await database.query('TRUNCATE pack, generation, archived_version, audit_event CASCADE');
  await database.query("INSERT INTO generation (id, actor, reason) VALUES (0, 'bench', 'the beginning')");
  // One pack with two versions among as many others, and one pack that has all of them.
  const [first, second] = [await install(services, 'subject', '1.0.0'), await install(services, 'subject', '2.0.0')];
  await install(services, 'many', '0.0.0', false);
  await multiply(database, size);
  await database.query('ANALYZE');

  const versionsInTurn = (index) => (index % 2 === 0 ? '1.0.0' : '2.0.0');
  const switching = await median(50, (index) => switches.enable('subject', versionsInTurn(index), { actor }));
  const copying = await median(10, (index) => copyAgain(index % 2 === 0 ? first : second));
  const rollingBack = await median(20, () => rollback.run({ actor }).catch(() => rollback.run({ actor, to: 1 })));

  const some = Math.min(size, 100);
  const refs = Array.from({ length: some }, (_, index) => `other-${index + 1}`);
  const [before] = await database.query('SELECT max(id) AS id FROM generation');
  const oneByOne = await time(async () => {
    for (const ref of refs) await switches.disable(ref, undefined, { actor });
  });
  const together = await time(() => rollback.run({ actor, to: before.id }));

  const half = Array.from({ length: Math.min(100, Math.floor(size / 2)) }, (_, index) => `0.1.${index + 1}`);
  const loop = await time(async () => {
    for (const version of half) await uninstaller.uninstall('many', { which: 'version', version }, { actor });
  });
  const [left] = await database.query(
    "SELECT count(*)::integer AS count FROM pack_version JOIN pack ON pack.id = pack_id WHERE ref = 'many'",
  );
  const atOnce = await time(() => uninstaller.uninstall('many', { which: 'all' }, { actor }));
  const perVersion = half.length === 0 ? undefined : (loop / half.length) * left.count;
  return [
    { size, what: `switch, against copying its ${FILES_IN_PACK} files again`, ours: switching, theirs: copying },
    { size, what: 'roll back one pack', ours: rollingBack },
    { size, what: `roll back ${some} packs at once, against switching one by one`, ours: together, theirs: oneByOne },
    { size, what: `uninstall ${left.count} versions at once, against one call each`, ours: atOnce, theirs: perVersion },
  ];
}

async function install({ layout, transactions, registration }, ref, version, enable = true) {
  const folder = mkdtempSync(join(home, 'staged-'));
  mkdirSync(join(folder, 'actions'));
  writeFileSync(join(folder, 'pack.yaml'), `ref: ${ref}\nlabel: ${ref}\nversion: ${version}\n`);
  for (let file = 0; file < FILES_IN_PACK; file += 1) {
    writeFileSync(join(folder, 'actions', `a${file}.py`), `print(${file})\n`.repeat(50));
  }
  const parsed = await readPack(folder);
  const digest = await digestTree(folder);
  const files = { folder, digest, storagePath: layout.storagePath(ref, version, digest) };
  const request = { parsed, files, environments: [], source: { kind: 'request' }, actor, mayOverwrite: true, enable };
  await transactions.run((unit) => registration.register(unit, request));
  return join(layout.packStore, files.storagePath);
}

/** Rows as registering would make them: as many versions of one pack, and as many packs with an enabled version. */
async function multiply(database, size) {
  const copy = (select) => `
    INSERT INTO pack_version (pack_id, version, format, digest, manifest, source, storage_path, installed_by)
    ${select} FROM pack_version template JOIN pack ON pack.id = template.pack_id, generate_series(1, $1::integer) AS n
    WHERE pack.ref = 'many' AND template.version = '0.0.0'`;
  await database.query(
    copy(`SELECT template.pack_id, '0.1.' || n, template.format, template.digest || n, template.manifest,
      template.source, template.storage_path, 'bench'`),
    [size],
  );
  await database.query("INSERT INTO pack (ref) SELECT 'other-' || n FROM generate_series(1, $1::integer) AS n", [size]);
  await database.query(
    copy(`SELECT (SELECT id FROM pack WHERE ref = 'other-' || n), '1.0.0', template.format, template.digest,
      template.manifest || jsonb_build_object('ref', 'other-' || n), template.source, template.storage_path, 'bench'`),
    [size],
  );
  await database.query(
    `UPDATE pack SET enabled_version_id = version.id FROM pack_version version
     WHERE version.pack_id = pack.id AND pack.ref LIKE 'other-%'`,
  );
}

/** What systems do that keep one version in one place: remove it, and put the other one there. */
async function copyAgain(from) {
  const live = join(home, 'live');
  rmSync(live, { recursive: true, force: true });
  cpSync(from, live, { recursive: true });
}

async function time(work) {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function median(count, work) {
  const times = [];
  for (let index = 0; index < count; index += 1) times.push(await time(() => work(index)));
  return times.sort((a, b) => a - b)[Math.floor(count / 2)];
}

function ms(value) {
  return value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(1)} ms`;
}
