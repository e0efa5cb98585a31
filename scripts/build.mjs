// Compiles into dist/: what is shipped, and unless `--shipped` says that it's enough each file by itself with its types
// checked, as `nest start`, tests and benchmarks want it. Quiet, unless something is wrong.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { oneAtATime } from './one-at-a-time.mjs';
import { useSupportedNode } from './supported-node.mjs';

const VITE = 'node_modules/vite/bin/vite.js';
const SHIPPED = [
  [VITE, 'build', '--config', 'scripts/services.vite.config.mjs'],
  [VITE, 'build', 'apps/console', '--config', 'apps/console/vite.config.mjs'],
  [VITE, 'build', '--config', 'apps/cli/vite.config.mjs'],
  // What V8 compiles of it is kept for everybody, also for those who may not write here later.
  ['bin/packyard.mjs', 'man', '--out', 'dist/man'],
];
const EACH_FILE = [['scripts/compile.mjs']];

await useSupportedNode();
// Whoever starts a service while another command compiles would read files that are half written.
await oneAtATime('.node', () =>
  Promise.all([inTurn(SHIPPED), process.argv.includes('--shipped') ? undefined : inTurn(EACH_FILE)]),
);

async function inTurn(commands) {
  for (const command of commands) {
    const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const [status, ...output] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    if (status === 0) continue;
    process.stderr.write(output.join(''));
    process.exitCode = status ?? 1;
    return;
  }
}
