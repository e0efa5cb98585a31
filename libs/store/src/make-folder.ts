import { mkdir } from 'node:fs/promises';

const MAX_TRIES = 10;

/** Makes a folder and those that it lies in, also while the maintenance removes one of these because it is not used yet. */
export async function makeFolder(path: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await mkdir(path, { recursive: true });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === MAX_TRIES) throw error;
    }
  }
}
