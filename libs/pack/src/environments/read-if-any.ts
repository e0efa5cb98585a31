import { readInside } from '../read-inside';

/**
 * Nothing for what is missing, or a folder.
 * @throws RejectedError ARCHIVE_UNSAFE_PATH when a link leads out of the pack
 */
export async function readIfAny(root: string, name: string): Promise<Buffer | undefined> {
  try {
    return await readInside(root, name);
  } catch (error) {
    if (['ENOENT', 'EISDIR', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
