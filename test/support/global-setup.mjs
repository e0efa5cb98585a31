import { createRequire } from 'node:module';
import { mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);

const IN_MEMORY = '/dev/shm';
const GIGABYTE = 1024 ** 3;

/** One PostgreSQL for the whole run, with a migrated template that every test file clones. */
export default async function setup() {
  if (process.env.PACKYARD_TEST_DATABASE_URL) return;
  const { EmbeddedCluster } = load('../../dist/apps/standalone/src/embedded-postgres/embedded-cluster.js');
  const { migrate } = load('../../dist/libs/schema/src/index.js');
  const { migrateQueues } = load('../../dist/libs/pipeline/src/index.js');
  const home = mkdtempSync(join(hasRoomInMemory() ? IN_MEMORY : tmpdir(), 'packyard-tests-'));
  const cluster = new EmbeddedCluster({ home, isThrowAway: true });
  const url = await cluster.start();
  await migrate(url);
  await migrateQueues({ databaseUrl: url });
  globalThis.packyardTestCluster = { cluster, home };
  process.env.PACKYARD_TEST_DATABASE_URL = url;
}

/**
 * A database is three hundred files, and each spec has its own: ext4 takes half of all processor time of these tests to
 * find room for files shortly after others were removed.
 */
function hasRoomInMemory() {
  if (process.availableMemory() < 8 * GIGABYTE) return false;
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return bavail * bsize > 4 * GIGABYTE;
  } catch {
    return false;
  }
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
