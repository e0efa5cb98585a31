// Compiles everything into dist/. Quiet, unless something is wrong.
import { spawnSync } from 'node:child_process';
import { oneAtATime } from './one-at-a-time.mjs';
import { useSupportedNode } from './supported-node.mjs';

await useSupportedNode();
// Whoever starts a service while another command compiles would read files that are half written.
const build = await oneAtATime('.node', () =>
  spawnSync(process.execPath, ['node_modules/@nestjs/cli/bin/nest.js', 'build', 'standalone'], { encoding: 'utf8' }),
);
if (build.status !== 0) {
  process.stderr.write(`${build.stdout}${build.stderr}`);
  process.exit(build.status ?? 1);
}
