import { lstat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Digest } from '@packyard/contracts';
import {
  assertTreeIsSafe,
  digestTree,
  findPackRoot,
  type Manifest,
  type Pack,
  readPack,
  readPlainFile,
  type ReadPackOptions,
  type TreeLimits,
} from '@packyard/pack';
import { MAX_SIGNATURE_BYTES, TREE_SIGNATURE_FILE } from '@packyard/signatures';
import { removeTree } from '@packyard/store';
import { subFolder } from './sub-folder';

// Packyard puts links of these names into a published pack; what a pack brings under them was built elsewhere.
const BUILT_FOLDERS = ['virtualenv', 'node_modules'];
// To send more from one process to the other takes as long as to read it once more.
const MAX_COMPONENTS = 50;
const MAX_CHARACTERS = 64 * 1024;

export interface Inspection {
  folder: string;
  /** Which folder in it holds the pack, when the source says so. */
  subPath?: string | undefined;
  readOptions: ReadPackOptions;
  limits: TreeLimits;
  /** All that was read is wanted, if that is not much. */
  wantsPack?: boolean;
}

export interface InspectedPack {
  root: string;
  manifest: Manifest;
  digest: Digest;
  /** What lies in `pack.minisig`, and the digest of all but that. */
  treeSignature?: { text: string; digest: Digest };
  warnings: string[];
  /** All that was read, when it was asked for and is not much, and how many characters it has as JSON. */
  read?: { pack: Pack; characters: number };
}

/** Finds the pack in what was fetched, and checks and reads it. Called in a reader process, as unpacking is. */
export async function inspectPack({
  folder,
  subPath,
  readOptions: reading,
  limits,
  wantsPack,
}: Inspection): Promise<InspectedPack> {
  const { hasLinks } = await assertTreeIsSafe(folder, limits);
  const start = subPath === undefined ? folder : await subFolder(folder, subPath);
  // What leads out of the pack leads nowhere once that is on its own.
  if (hasLinks && start !== folder) await assertTreeIsSafe(start, limits);
  const root = await findPackRoot(start);
  if (hasLinks && root !== start) await assertTreeIsSafe(root, limits);
  const warnings = await removeBuiltFolders(root);
  // What the pack lies in below the fetched folder may say its name; the fetched folder itself is called what we call it.
  const own = relative(folder, root).split(sep).reverse();
  const suggestedNames = [...own, ...(reading.suggestedNames ?? [])].filter((name) => name !== '' && name !== 'pack');
  const pack = await readPack(root, { ...reading, suggestedNames });
  const treeSignature = await readTreeSignature(root);
  return {
    root,
    ...(treeSignature === undefined ? {} : { treeSignature }),
    manifest: pack.manifest,
    digest: await digestTree(root),
    warnings: [...warnings, ...pack.warnings],
    ...(wantsPack === true ? readIfSmall(pack) : {}),
  };
}

function readIfSmall(pack: Pack): Pick<InspectedPack, 'read'> {
  if (pack.components.length > MAX_COMPONENTS) return {};
  const characters = JSON.stringify(pack).length;
  return characters > MAX_CHARACTERS ? {} : { read: { pack, characters } };
}

/** What is too long to be one is not read, and does not pass for one either. */
async function readTreeSignature(root: string): Promise<InspectedPack['treeSignature']> {
  const file = join(root, TREE_SIGNATURE_FILE);
  const read = await readPlainFile(file, MAX_SIGNATURE_BYTES).catch(ignoreMissing);
  if (read === undefined || read.is === 'no file') return undefined;
  const text = read.is === 'too large' ? 'too long' : read.content.toString('utf8');
  return { text, digest: await digestTree(root, (path) => path === TREE_SIGNATURE_FILE) };
}

async function removeBuiltFolders(root: string): Promise<string[]> {
  const warnings: string[] = [];
  for (const name of BUILT_FOLDERS) {
    const path = join(root, name);
    if ((await lstat(path).catch(ignoreMissing)) === undefined) continue;
    await removeTree(path);
    warnings.push(`The pack brings its own ${name}, which was left out: environments are built from its requirements.`);
  }
  return warnings;
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
