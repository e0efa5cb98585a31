// All tests, from a fresh clone: installs, builds, runs Jest with whatever arguments follow.
import { execFileSync, spawnSync } from 'node:child_process';
import { useSupportedNode } from './supported-node.mjs';

await useSupportedNode();
execFileSync(process.execPath, ['scripts/setup.mjs'], { stdio: 'inherit' });
execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
const jest = spawnSync(process.execPath, ['node_modules/jest/bin/jest.js', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(jest.status ?? 1);
