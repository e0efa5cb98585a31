// Installs, builds and runs the service in this very process, so that signals reach it.
import { execFileSync } from 'node:child_process';
import module from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { useSupportedNode } from './supported-node.mjs';

await useSupportedNode();
execFileSync(process.execPath, ['scripts/setup.mjs'], { stdio: 'inherit' });
execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: ['ignore', 'inherit', 'inherit'] });
// The examples can be installed wherever this folder lies.
if (process.env.PACKYARD_LOCAL_ROOTS === undefined && process.env.PACKYARD_LOCAL_ROOTS_FILE === undefined) {
  process.env.PACKYARD_LOCAL_ROOTS = [homedir(), tmpdir(), resolve('examples')].join(',');
}
module.enableCompileCache(resolve('dist/.compile-cache'));
await import('../dist/apps/standalone/src/main.js');
