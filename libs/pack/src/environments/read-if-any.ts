import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Nothing for what is missing, or a folder. */
export async function readIfAny(root: string, name: string): Promise<Buffer | undefined> {
  try {
    return await readFile(join(root, name));
  } catch (error) {
    if (['ENOENT', 'EISDIR', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
