// Builds a former commit, fills an installation of it, starts today's build on the same home, and says what is not as it was.
//
//   npm run build && node bench/upgrade/run.mjs COMMIT
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { create } from 'tar';
import { MAIN, startService } from '../support.mjs';
import { backUp, restore } from './backups.mjs';
import { check } from './check.mjs';
import { answersOf, differences, fill, packFolder, writePacks } from './installation.mjs';
import { buildCommit, describeCommit, removeBuild } from './old-build.mjs';
import { AUTHORIZATION, startOrigin } from './origin.mjs';
import { refusalOf } from './refusal.mjs';
import { writeFixture } from './write-fixture.mjs';

const USAGE = `usage: node bench/upgrade/run.mjs COMMIT [--folder FOLDER] [--fixture FILE --database-url URL]

  --folder FOLDER       where it is built and installed; not there yet (a temporary one)
  --fixture FILE        only fills the installation and writes it into a file, for test/upgrade.e2e-spec.ts
  --database-url URL    an empty database for that, of a PostgreSQL that the pg_dump on the PATH can read
`;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { folder: { type: 'string' }, fixture: { type: 'string' }, 'database-url': { type: 'string' } },
});
const [commit] = positionals;
if (commit === undefined || (values.fixture === undefined) !== (values['database-url'] === undefined)) {
  process.stderr.write(USAGE);
  process.exit(2);
}

const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'packyard-upgrade-'));
const packs = join(folder, 'packs');
const home = join(folder, 'home');
const say = (line) => process.stdout.write(`${line}\n`);
mkdirSync(packs, { recursive: true });
writePacks(packs);
cpSync(resolve('examples'), join(folder, 'examples'), { recursive: true });
await create({ gzip: true, file: join(folder, 'held.tgz'), cwd: packs }, ['held-1.0.0']);
const origin = await startOrigin(readFileSync(join(folder, 'held.tgz')));
const environment = { PACKYARD_LOCAL_ROOTS: folder, PACKYARD_UV: 'off', PACKYARD_START_SECONDS: '5' };
if (values['database-url'] !== undefined) environment.DATABASE_URL = values['database-url'];
let exitCode = 1;
try {
  say(`building ${describeCommit(commit)} …`);
  const main = buildCommit(commit, join(folder, 'build'));
  const former = await fillFormer(main);
  if (values.fixture === undefined) exitCode = await upgrade(main, former);
  else {
    const about = { commit: describeCommit(commit), folder, origin: origin.url, ...former };
    exitCode = await writeFixture(values.fixture, { about, home, databaseUrl: values['database-url'] });
  }
} finally {
  origin.close();
  removeBuild(join(folder, 'build'));
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = exitCode;

async function fillFormer(main) {
  const api = await startService(home, environment, main);
  // An environment of Python is of one machine, so it is in no fixture.
  const examples = ['hello-node', ...(values.fixture === undefined ? ['hello-python'] : [])];
  const tokens = await fill(api, {
    folder: packs,
    examples: examples.map((name) => join(folder, 'examples/packs', name)),
    bundle: join(folder, 'examples/bundles/date.yaml'),
    registry: { url: `${origin.url}/index.json`, headers: { authorization: AUTHORIZATION } },
  });
  const answers = await answersOf(api);
  let held;
  if (values.fixture === undefined) {
    const parameters = { packs: [`${origin.url}/held.tgz`] };
    held = (await api.call('/api/v1/executions', { action: 'core.install_packs', parameters })).id;
    while (origin.asked === 0) await api.call('/api/v1/packs/app');
  }
  await api.stop();
  say(`filled: ${Object.keys(answers).length} answers kept`);
  return { tokens, answers, held };
}

async function upgrade(main, { tokens, answers, held }) {
  const file = backUp(main, { home, environment, file: join(folder, 'former.backup') });
  const startedAt = performance.now();
  const api = await startService(home, environment);
  say(`ready after ${Math.round(performance.now() - startedAt)} ms, migrations included`);
  const after = await answersOf(api, Object.keys(answers));
  const changed = Object.keys(answers).flatMap((path) => differences(answers[path], after[path], path));
  const failed = await check(api, {
    tokens,
    home,
    held,
    letGo: origin.letGo,
    newPack: packFolder(packs, 'new', '1.0.0'),
  });
  await api.stop();
  say(`the former version on the new database: ${await refusalOf(main, { home, environment })}`);
  if (file === undefined) say('the former version has no backups');
  else {
    changed.push(...(await restore(main, { home, environment, file, answers })));
    say('the former version was restored from its backup');
    changed.push(...(await restore(MAIN, { home, environment, file, answers })));
    say("today's version was restored from the same backup");
  }
  for (const line of changed) say(`  changed  ${line}`);
  say(`${changed.length} differences, ${failed} checks failed`);
  return changed.length + failed === 0 ? 0 : 1;
}
