// Lint, types, format, import rules and dead code: all of them, even when one finds something. The linter takes as long as
// all the others, which run beside it.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { useSupportedNode } from './supported-node.mjs';

const LINTER = [['eslint', '.']];
const OTHERS = [
  ['tsc', '--noEmit'],
  ['tsc', '-p', 'apps/console'],
  ['prettier', '--check', '--log-level', 'warn', '.'],
  ['depcruise', 'apps', 'libs'],
  ['knip'],
];

await useSupportedNode();
await Promise.all([inTurn(LINTER), inTurn(OTHERS)]);

async function inTurn(checks) {
  for (const check of checks) {
    const child = spawn(process.execPath, ['scripts/run.mjs', ...check], { stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const [status, ...output] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    process.stderr.write(output.join(''));
    if (status !== 0) process.exitCode = 1;
  }
}
