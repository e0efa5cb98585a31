import { rmSync } from 'node:fs';
import { freeMemory } from './memory-folder.mjs';

export default async function teardown() {
  delete process.env.PACKYARD_TEST_PROGRAMS;
  const started = globalThis.packyardTestCluster;
  if (started !== undefined) {
    globalThis.packyardTestCluster = undefined;
    delete process.env.PACKYARD_TEST_DATABASE_URL;
    await started.cluster.stop();
    rmSync(started.home, { recursive: true, force: true });
  }
  freeMemory();
}
