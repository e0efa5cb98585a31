import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';

const NAMES_SHOWN = 10;

/**
 * A folder of what was fetched; archives mostly have all of it in one folder, which need not be named.
 * @throws RejectedError SOURCE_NOT_FOUND, ARCHIVE_UNSAFE_PATH behind a link
 */
export async function subFolder(folder: string, subPath: string): Promise<string> {
  const [only, ...others] = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const places = only !== undefined && others.length === 0 ? ['', only.name] : [''];
  for (const place of places) {
    const path = join(folder, place, subPath);
    const found = await realpath(path).catch(ignoreMissing);
    if (found === undefined) continue;
    if (found === join(await realpath(folder), place, subPath)) return path;
    throw new RejectedError('ARCHIVE_UNSAFE_PATH', `The folder ${subPath} of the source is behind a link.`, {
      hint: 'Name the folder that the link leads to.',
    });
  }
  throw await notFound(folder, subPath);
}

async function notFound(folder: string, subPath: string): Promise<RejectedError> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name === 'pack.yaml')
    .map((entry) => entry.parentPath.slice(folder.length + 1));
  const shown = names.sort().slice(0, NAMES_SHOWN).join(', ') || 'no folder';
  return new RejectedError('SOURCE_NOT_FOUND', `The source has no folder ${subPath}.`, {
    hint: `Of its folders, these hold a pack.yaml: ${shown}${names.length > NAMES_SHOWN ? ' and more' : ''}.`,
  });
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
  return undefined;
}
