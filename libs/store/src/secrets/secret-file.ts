import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A secret that is made once and kept in a file that only its owner may read. Of several processes that start at the
 * same time, one makes it and all others read that one.
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
  return readFileSync(path, 'utf8').trim();
}

/** The key that seals credentials in the database: 32 bytes, from the configuration or from a file in the home folder. */
export function readSecretKey(path: string, configured: string | undefined): Buffer {
  return Buffer.from(configured ?? readOrMakeSecretFile(path, () => randomBytes(32).toString('base64')), 'base64');
}
