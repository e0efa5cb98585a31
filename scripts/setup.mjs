// Installs what Packyard needs, once. Plain Node, because nothing else is there yet.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';

const STAMP = 'node_modules/.packyard-setup';
const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
const isDone = existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted;

if (!isDone) {
  process.stderr.write('Installing dependencies (once) …\n');
  // Not `npm ci`: it refuses when a package mirror lacks optional packages of other platforms. What is locked stays locked.
  const install = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (install.status !== 0) {
    process.stderr.write(`${install.stdout}${install.stderr}\nDependencies could not be installed; see above.\n`);
    process.exit(1);
  }
  writeFileSync(STAMP, wanted);
}
