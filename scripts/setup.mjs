// Installs what Packyard needs, once. Plain Node, because nothing else is there yet.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { oneAtATime } from './one-at-a-time.mjs';
import { useSupportedNode } from './supported-node.mjs';

await useSupportedNode();

const STAMP = 'node_modules/.packyard-setup';
const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
const isDone = () => existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted;

if (!isDone()) {
  await oneAtATime('.node', () => {
    if (!isDone()) install();
  });
}

function install() {
  process.stderr.write('Installing dependencies (once) …\n');
  // Not `npm ci`: it refuses when a package mirror lacks optional packages of other platforms. What is locked stays locked.
  const npm = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    encoding: 'utf8',
    // npm and what packages run while they are installed see this Node.js.
    env: { ...process.env, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (npm.status !== 0) {
    const output = npm.error?.message ?? `${npm.stdout}${npm.stderr}`;
    process.stderr.write(`${output}\nDependencies could not be installed; see above.\n`);
    process.exit(1);
  }
  writeFileSync(STAMP, wanted);
}
