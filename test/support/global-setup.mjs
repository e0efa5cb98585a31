import { createRequire } from 'node:module';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useMemory } from './memory-folder.mjs';

const require = createRequire(import.meta.url);

/** One PostgreSQL for the whole run, with a migrated template that every test file clones. */
export default async function setup() {
  useMemory();
  if (process.env.PACKYARD_TEST_DATABASE_URL) return;
  const { EmbeddedCluster } = load('../../dist/apps/standalone/src/embedded-postgres/embedded-cluster.js');
  const { migrate } = load('../../dist/libs/schema/src/index.js');
  const { migrateQueues } = load('../../dist/libs/pipeline/src/index.js');
  const home = mkdtempSync(join(tmpdir(), 'packyard-tests-'));
  const cluster = new EmbeddedCluster({ home, isThrowAway: true });
  const url = await cluster.start();
  await migrate(url);
  await migrateQueues({ databaseUrl: url });
  globalThis.packyardTestCluster = { cluster, home };
  process.env.PACKYARD_TEST_DATABASE_URL = url;
}

function load(path) {
  try {
    return require(path);
  } catch (cause) {
    throw new Error('The tests need the compiled code: run `npm run build` first, or `npm test`, which does it.', {
      cause,
    });
  }
}
