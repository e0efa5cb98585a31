// Compiles everything into dist/. Quiet, unless something is wrong.
import { spawnSync } from 'node:child_process';
import { oneAtATime } from './one-at-a-time.mjs';
import { useSupportedNode } from './supported-node.mjs';

await useSupportedNode();
// Whoever starts a service while another command compiles would read files that are half written.
const build = await oneAtATime('.node', () =>
  [
    ['node_modules/@nestjs/cli/bin/nest.js', 'build', 'standalone'],
    ['node_modules/vite/bin/vite.js', 'build', '--config', 'scripts/services.vite.config.mjs'],
    ['node_modules/vite/bin/vite.js', 'build', 'apps/console', '--config', 'apps/console/vite.config.mjs'],
    ['node_modules/vite/bin/vite.js', 'build', '--config', 'apps/cli/vite.config.mjs'],
    // What V8 compiles of it is kept for everybody, also for those who may not write here later.
    ['bin/packyard.mjs', 'man', '--out', 'dist/man'],
  ].map((command) => spawnSync(process.execPath, command, { encoding: 'utf8' })),
);
for (const { status, stdout, stderr } of build) {
  if (status === 0) continue;
  process.stderr.write(`${stdout}${stderr}`);
  process.exit(status ?? 1);
}
