import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { RejectedError } from '@packyard/contracts';

const WRITABLE_BY_OTHERS = 0o022;
const READABLE_BY_OTHERS = 0o044;

/**
 * A secret that is made once and kept in a file that only its owner may read. Of several processes that start at the
 * same time, one makes it and all others read that one.
 * @throws RejectedError NOT_READY when somebody else could have written it, or can read it
 */
export function readOrMakeSecretFile(path: string, make: () => string): string {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  try {
    writeFileSync(draft, `${make()}\n`, { mode: 0o600, flag: 'wx' });
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  assertPrivate(path);
  return readFileSync(path, 'utf8').trim();
}

function assertPrivate(path: string): void {
  if (process.platform === 'win32') return;
  const { mode } = statSync(path);
  const shown = (mode & 0o777).toString(8).padStart(4, '0');
  if ((mode & WRITABLE_BY_OTHERS) !== 0) {
    throw new RejectedError('NOT_READY', `${path} (mode ${shown}) can be changed by other users of this machine.`, {
      hint: `Remove it to have a new one made, or, if you know that it is the right one: chmod 600 ${path}`,
    });
  }
  if ((mode & READABLE_BY_OTHERS) !== 0) {
    throw new RejectedError('NOT_READY', `${path} (mode ${shown}) can be read by other users of this machine.`, {
      hint: `Remove it to have a new one made, or, if nobody can have read it: chmod 600 ${path}`,
    });
  }
}
