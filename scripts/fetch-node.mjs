// Fetches the Node.js that node-lock.json names, as a package from wherever npm is set up to get packages.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { oneAtATime } from './one-at-a-time.mjs';

const checkout = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = join(checkout, '.node');
const lock = JSON.parse(readFileSync(new URL('node-lock.json', import.meta.url), 'utf8'));

/** What stands in the way is not in our hands; the message says what to do. */
export class FetchFailed extends Error {}

/** Returns where the program lies. It is there as a whole or not at all, since it gets its place by a rename. */
export async function fetchNode(oldestSupported) {
  const platform = `${process.platform}-${process.arch}`;
  const wanted = lock[platform];
  const need = `Packyard needs Node.js ${oldestSupported} or newer, and this is ${process.versions.node}.`;
  if (wanted === undefined) {
    throw new FetchFailed(`${need} It can't fetch one for ${platform} itself: install it, and try again.`);
  }
  const remedy = `${need} Install a newer one (22, 24 and 26 are tried), or see to it that npm can fetch packages, and try again.`;
  const place = join(FOLDER, `${wanted.version}-${platform}`);
  const program = join(place, 'bin/node');
  if (existsSync(program)) return program;
  try {
    await oneAtATime(FOLDER, () => {
      if (existsSync(program)) return;
      process.stderr.write(`${need} Fetching Node.js ${wanted.version} into .node (once) …\n`);
      fetchInto(place, wanted, remedy);
    });
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(error.code)) throw error;
    throw new FetchFailed(`Node.js ${wanted.version} could not be put into ${FOLDER} (${error.code}). ${remedy}`);
  }
  return program;
}

function fetchInto(place, wanted, remedy) {
  for (const name of readdirSync(FOLDER)) if (name.startsWith('unfinished')) remove(join(FOLDER, name));
  const unfinished = join(FOLDER, `unfinished-${process.pid}`);
  try {
    unpack(download(wanted, unfinished, remedy), unfinished, remedy);
    renameSync(join(unfinished, 'package'), place);
  } finally {
    remove(unfinished);
  }
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
