import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';

export const MANIFEST_FILE = 'pack.yaml';
/** What a bundle has in its place. */
export const BUNDLE_FILES = ['bundle.yaml', 'bundle.yml'];

/**
 * The folder that holds `pack.yaml`, or a bundle's config: the given one, its `pack/`, or the same in its only sub-folder, as archives have it.
 * @throws RejectedError MANIFEST_NOT_FOUND
 */
export async function findPackRoot(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const [onlyFolder] = folders;
  const candidates = [
    '',
    'pack',
    ...(folders.length === 1 && onlyFolder !== undefined ? [onlyFolder, join(onlyFolder, 'pack')] : []),
  ];
  for (const candidate of candidates) {
    const names = await namesIn(join(folder, candidate));
    if ([MANIFEST_FILE, ...BUNDLE_FILES].some((file) => names.includes(file))) return join(folder, candidate);
  }
  const found = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort();
  throw new RejectedError(
    'MANIFEST_NOT_FOUND',
    `There is no ${MANIFEST_FILE} at the root or in pack/; found ${found.slice(0, 10).join(', ') || 'nothing'}${found.length > 10 ? ' …' : ''}.`,
    { hint: `Point the source at a pack: a folder, repository or archive with a ${MANIFEST_FILE}.` },
  );
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
