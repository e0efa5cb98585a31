import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { entriesOf, listFolder } from './disk-access';

export const MANIFEST_FILE = 'pack.yaml';
/** What a bundle has in its place. */
export const BUNDLE_FILES = ['bundle.yaml', 'bundle.yml'];

/**
 * The folder that holds `pack.yaml`, or a bundle's config: the given one, its `pack/`, the one of its sub-folders that is a pack, or `pack/` in
 * its only sub-folder, as archives have it.
 * @throws RejectedError MANIFEST_NOT_FOUND
 */
export async function findPackRoot(folder: string): Promise<string> {
  const entries = await entriesOf(folder);
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const below = folders.length > MAX_FOLDERS ? [] : folders.filter((name) => !SYSTEM_FOLDERS.includes(name)).sort();
  // A link called pack leads elsewhere.
  for (const candidate of ['', ...folders.filter((name) => name === 'pack')])
    if (await isPack(join(folder, candidate))) return join(folder, candidate);
  const packs: string[] = [];
  for (const candidate of [...below, ...(below.length === 1 ? below.map((name) => join(name, 'pack')) : [])]) {
    if (await isPack(join(folder, candidate))) packs.push(candidate);
  }
  const [only] = packs;
  if (only !== undefined && packs.length === 1) return join(folder, only);
  throw packs.length > 1
    ? severalPacks(packs)
    : noPack(entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)));
}

// What a system puts beside the files of an archive.
const SYSTEM_FOLDERS = ['__MACOSX', '.git'];
const MAX_FOLDERS = 1000;

async function isPack(folder: string): Promise<boolean> {
  const names = await namesIn(folder);
  return [MANIFEST_FILE, ...BUNDLE_FILES].some((file) => names.includes(file));
}

function severalPacks(packs: readonly string[]): RejectedError {
  return new RejectedError('MANIFEST_NOT_FOUND', `There are several packs in it: ${packs.slice(0, 10).join(', ')}.`, {
    hint: 'Give the folder of one of them, or an archive of it alone.',
  });
}

function noPack(names: readonly string[]): RejectedError {
  const found = names.toSorted();
  const near = found.find((name) => /^(pack|bundle)\.ya?ml$/i.test(name));
  const shown = `${found.slice(0, 10).join(', ') || 'nothing'}${found.length > 10 ? ' …' : ''}`;
  return new RejectedError(
    'MANIFEST_NOT_FOUND',
    `There is no ${MANIFEST_FILE} at the root or in pack/; found ${shown}.`,
    {
      hint:
        near === undefined
          ? `Point the source at a pack: a folder, repository or archive with a ${MANIFEST_FILE}.`
          : `Rename ${near} to ${near.toLowerCase().startsWith('pack') ? MANIFEST_FILE : 'bundle.yaml'}: it has to be called exactly so.`,
    },
  );
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await listFolder(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
