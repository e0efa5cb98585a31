// Installs, builds and becomes the service, so that signals reach it.
import { execFileSync } from 'node:child_process';
import { homedir, tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { useSupportedNode } from './supported-node.mjs';

await useSupportedNode();
execFileSync(process.execPath, ['scripts/setup.mjs'], { stdio: 'inherit' });
execFileSync(process.execPath, ['scripts/build.mjs', '--shipped'], { stdio: ['ignore', 'inherit', 'inherit'] });
// The examples can be installed wherever this folder lies.
if (process.env.PACKYARD_LOCAL_ROOTS === undefined && process.env.PACKYARD_LOCAL_ROOTS_FILE === undefined) {
  process.env.PACKYARD_LOCAL_ROOTS = [homedir(), tmpdir(), resolve('examples')].join(',');
}
process.env.NODE_COMPILE_CACHE = resolve('dist/.compile-cache');
const main = resolve('dist/services/standalone.js');
// The service takes the place of this process, as the same one for the system and for whoever sends it signals.
if (process.platform === 'win32') await import(pathToFileURL(main).href);
else {
  const args = [process.argv0, ...process.execArgv, main, ...process.argv.slice(2)];
  // Node.js 22 hands on no variables unless it is told which.
  process.execve(process.execPath, args, process.env);
}
