import { createHash, randomUUID } from 'node:crypto';
import { constants, createWriteStream } from 'node:fs';
import { mkdir, open, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RejectedError } from '@packyard/contracts';
import type { CopyAllowance } from '../copy-allowance';
import { folderAt } from '../foreign-folder';
import type { TakenWheel, Wheels } from './wheel-store';

/**
 * Copies all wheels of a folder into the build's own one: the files themselves belong to whoever made them.
 * @param from below the scratch folder
 * @throws RejectedError ENVIRONMENT_FAILED when it is no folder or one is called like no wheel, LIMIT_EXCEEDED before anything is copied
 */
export async function copyWheels(from: string, scratchFolder: string, allowance: CopyAllowance): Promise<Wheels> {
  if ((await folderAt(scratchFolder, from)) !== 'folder') throw noFolder(from);
  const entries = await readdir(from, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.whl'))
    .map(({ name }) => name)
    .sort();
  const odd = names.find((name) => !WHEEL_NAME.test(name));
  if (odd !== undefined) throw notAWheel(odd);
  for (const name of names) await allowance.take(join(from, name));
  const taken: TakenWheel[] = [];
  for (const name of names) {
    const into = join(scratchFolder, 'taken', randomUUID());
    await mkdir(into, { recursive: true });
    const path = join(into, name);
    taken.push({ path, name, sha256: await copyHashed(join(from, name), path, allowance.signal) });
  }
  return { paths: taken.map(({ path }) => path), lock: taken.map(lockLineOf).join(''), taken };
}

/** Answers the SHA-256 of what it wrote. */
async function copyHashed(from: string, to: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const file = await open(from, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  await pipeline(file.createReadStream(), hashing, createWriteStream(to, { flags: 'wx' }), { signal });
  return hash.digest('hex');
}

function lockLineOf({ name, sha256 }: TakenWheel): string {
  const [distribution = '', version = ''] = name.split('-');
  return `${distribution.replace(/_/g, '-').toLowerCase()}==${version} --hash=sha256:${sha256}\n`;
}

/** Code of packages gives names to what it builds; they become lines of a lock. */
const WHEEL_NAME = /^\w[\w.]*-\w[\w.+!]*(?:-\d\w*)?-[\w.]+-[\w.]+-[\w.]+\.whl$/;

/** Code that was built put something else there, or on the way to it. */
function noFolder(path: string): RejectedError {
  return new RejectedError(
    'ENVIRONMENT_FAILED',
    `After the build, ${basename(path)}, the place of its wheels, is no folder.`,
    {
      hint: 'Look at what the build scripts of the packages do with the folder that their wheels go to.',
    },
  );
}

function notAWheel(name: string): RejectedError {
  return new RejectedError('ENVIRONMENT_FAILED', `${JSON.stringify(name)} was built, which is no name of a wheel.`, {
    hint: 'Fix the build script of the package: a wheel is called like six-1.17.0-py3-none-any.whl.',
  });
}
