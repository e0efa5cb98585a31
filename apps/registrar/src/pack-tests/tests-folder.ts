import { stat } from 'node:fs/promises';
import { findInside } from './find-inside';

const USUAL_NAMES = ['tests', 'test'];

/**
 * The folder that holds a pack's tests: the named one, or the usual one.
 * @throws RejectedError ARCHIVE_UNSAFE_PATH when it lies outside of the pack
 */
export async function findTestsFolder(folder: string, named?: string): Promise<string | undefined> {
  for (const path of named === undefined ? USUAL_NAMES : [named]) {
    const found = await findInside(folder, path);
    if (found !== undefined && (await stat(found)).isDirectory()) return found;
  }
  return undefined;
}
