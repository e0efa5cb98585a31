// Fetches the Node.js that node-lock.json names, as a package from wherever npm is set up to get packages.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { oneAtATime } from './one-at-a-time.mjs';

const checkout = fileURLToPath(new URL('..', import.meta.url));
const lock = JSON.parse(readFileSync(new URL('node-lock.json', import.meta.url), 'utf8'));

/** What stands in the way is not in our hands; the message says what to do. */
export class FetchFailed extends Error {}

/** Answers where the program lies. It is there as a whole or not at all, since it gets its place by a rename. */
export async function fetchNode(oldestSupported, folder = join(checkout, '.node')) {
  const wanted = lock[`${process.platform}-${process.arch}`];
  const need = `Packyard needs Node.js ${oldestSupported} or newer, and this is ${process.versions.node}.`;
  const remedy = `${need} Install a newer one (22, 24 and 26 are tried), or see to it that npm can fetch packages, and try again.`;
  if (wanted === undefined) {
    throw new FetchFailed(
      `${need} For ${process.platform} on ${process.arch} it can't fetch one itself: install it, and try again.`,
    );
  }
  const place = join(folder, `${wanted.version}-${process.platform}-${process.arch}`);
  const program = join(place, 'bin/node');
  if (existsSync(program)) return program;
  return oneAtATime(folder, () => {
    if (existsSync(program)) return program;
    process.stderr.write(`${need} Fetching Node.js ${wanted.version} into .node (once) …\n`);
    for (const name of readdirSync(folder)) if (name.startsWith('unfinished')) remove(join(folder, name));
    const unfinished = join(folder, `unfinished-${process.pid}`);
    try {
      unpack(download(wanted, unfinished, remedy), unfinished, remedy);
      renameSync(join(unfinished, 'package'), place);
    } finally {
      remove(unfinished);
    }
    return program;
  });
}

/** @throws FetchFailed when npm can't get it, or when it is not byte for byte what is locked */
function download(wanted, target, remedy) {
  mkdirSync(target);
  const spec = `${wanted.package}@${wanted.version}`;
  const args = ['pack', spec, '--pack-destination', target, '--loglevel=error'];
  const npm = spawnSync('npm', args, { cwd: checkout, encoding: 'utf8' });
  const [archive] = readdirSync(target);
  if (npm.status !== 0 || archive === undefined) {
    throw new FetchFailed(
      `${npm.stderr ?? npm.error?.message ?? ''}\nnpm could not fetch ${spec}; see above. ${remedy}`,
    );
  }
  const found = `sha512-${createHash('sha512')
    .update(readFileSync(join(target, archive)))
    .digest('base64')}`;
  if (found !== wanted.integrity) {
    throw new FetchFailed(
      `What npm fetched as ${spec} is not what is locked in scripts/node-lock.json (${found}), so it was thrown away. ${remedy}`,
    );
  }
  return join(target, archive);
}

/** @throws FetchFailed when the program does not run on this machine, such as where another C library is used */
function unpack(archive, target, remedy) {
  const tar = spawnSync('tar', ['-xzf', archive, '-C', target, 'package/bin/node', 'package/LICENSE'], {
    encoding: 'utf8',
  });
  const works = spawnSync(join(target, 'package/bin/node'), ['--version']).status === 0;
  if (!works) throw new FetchFailed(`${tar.stderr ?? ''}The Node.js that was fetched does not run here. ${remedy}`);
}

function remove(path) {
  rmSync(path, { recursive: true, force: true });
}
