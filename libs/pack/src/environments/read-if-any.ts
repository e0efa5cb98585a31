import { RejectedError } from '@packyard/contracts';
import { readInside } from '../read-inside';

/** No more than the tools' files are given when an environment is built. */
const MOST_BYTES = 16 * 2 ** 20;

/**
 * Nothing for what is missing, or a folder.
 * @throws RejectedError ARCHIVE_UNSAFE_PATH when a link leads out of the pack, LIMIT_EXCEEDED for more than 16 MiB
 */
export async function readIfAny(root: string, name: string): Promise<Buffer | undefined> {
  try {
    return await readInside(root, name, { weigh: (bytes) => assertNotTooLarge(name, bytes) });
  } catch (error) {
    if (['ENOENT', 'EISDIR', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

function assertNotTooLarge(name: string, bytes: number): void {
  if (bytes <= MOST_BYTES) return;
  throw new RejectedError('LIMIT_EXCEEDED', `${name} has ${bytes} bytes, and ${MOST_BYTES} are allowed.`, {
    hint: `Have its tool write ${name} anew, or leave it out.`,
  });
}
