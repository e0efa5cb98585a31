// Lint, types, format, import rules and dead code: all of them, even when one finds something.
import { spawnSync } from 'node:child_process';
import { useSupportedNode } from './supported-node.mjs';

await useSupportedNode();
const checks = [
  ['eslint', '.'],
  ['tsc', '--noEmit'],
  ['tsc', '-p', 'apps/console'],
  ['prettier', '--check', '--log-level', 'warn', '.'],
  ['depcruise', 'apps', 'libs'],
  ['knip'],
];
for (const check of checks) {
  const { status } = spawnSync(process.execPath, ['scripts/run.mjs', ...check], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
