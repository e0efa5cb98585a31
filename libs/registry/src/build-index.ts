import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { readPack } from '@packyard/pack';
import { type FormerIndex, type IndexDocument, type IndexedPack, mergePacks } from './index-document';
import { indexEntryOf } from './index-entry';
import { archivePackFolder } from './pack-folder-archive';

const MANIFEST_FILE = 'pack.yaml';
const DEFAULT_NAME = 'Packs';

export interface BuildIndexOptions {
  /** Where the archives are written to; made when it is missing. */
  outFolder: string;
  /** Where they will be published. Without it, sources are relative to the index. */
  baseUrl?: string | undefined;
  name?: string | undefined;
  /** What was published so far: versions that are not built now stay in it. */
  former?: FormerIndex | undefined;
  now?: Date | undefined;
}

export interface BuiltIndex {
  index: IndexDocument;
  /** What was made from which folder. */
  built: { folder: string; ref: string; version: string; archive: string; checksum: string }[];
  warnings: string[];
}

/**
 * Makes an index in Attune's format of the packs directly below a folder, and an archive of each.
 * @throws RejectedError MANIFEST_NOT_FOUND without any pack, REGISTRY_INVALID when two folders hold the same version
 */
export async function buildIndex(folder: string, options: BuildIndexOptions): Promise<BuiltIndex> {
  const read = await Promise.all((await packFoldersIn(folder)).map((root) => readFolder(root)));
  if (read.length === 0) throw noPacks(folder);
  assertDistinct(read);
  const built: BuiltIndex['built'] = [];
  const entries: IndexedPack[] = [];
  for (const { root, pack } of read) {
    const { ref, version } = pack.manifest;
    const archive = `${ref}-${version}.tar.gz`;
    const checksum = await archivePackFolder(root, join(options.outFolder, archive), ref);
    const url = publishedAt(encodeURIComponent(archive), options.baseUrl);
    entries.push(await indexEntryOf(root, pack, { type: 'archive', url, checksum }));
    built.push({ folder: root, ref, version, archive, checksum });
  }
  const warnings = read.flatMap(({ root, pack }) => pack.warnings.map((warning) => `${root}: ${warning}`));
  return { index: documentOf(entries, options), built, warnings };
}

type ReadFolder = Awaited<ReturnType<typeof readFolder>>;

async function readFolder(root: string) {
  try {
    return { root, pack: await readPack(root) };
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    throw new RejectedError(error.code, `${root}: ${error.message}`, {
      ...(error.hint && { hint: error.hint }),
      cause: error,
    });
  }
}

async function packFoldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new RejectedError('SOURCE_NOT_FOUND', `There is no folder ${folder}, or it can't be read.`, {
      hint: 'Give the folder whose sub-folders are packs.',
      cause,
    });
  });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  const found = await Promise.all(
    folders.map(async (path) => ((await readdir(path)).includes(MANIFEST_FILE) ? [path] : [])),
  );
  return found.flat().sort();
}

function assertDistinct(read: readonly ReadFolder[]): void {
  const folders = new Map<string, string>();
  for (const { root, pack } of read) {
    const name = `${pack.manifest.ref} ${pack.manifest.version}`;
    const twin = folders.get(name);
    if (twin !== undefined) {
      throw new RejectedError('REGISTRY_INVALID', `${twin} and ${root} both hold ${name}.`, {
        hint: 'A version is published once: raise the version of one of them, or leave it out.',
      });
    }
    folders.set(name, root);
  }
}

function documentOf(entries: readonly IndexedPack[], { baseUrl, name, former, now }: BuildIndexOptions): IndexDocument {
  return {
    ...former,
    registry_name: name ?? former?.registry_name ?? DEFAULT_NAME,
    registry_url: baseUrl === undefined ? (former?.registry_url ?? '') : publishedAt('index.json', baseUrl),
    version: '1.0',
    last_updated: (now ?? new Date()).toISOString().replace(/\.\d+Z$/, 'Z'),
    packs: mergePacks(former?.packs ?? [], entries),
  };
}

function publishedAt(file: string, baseUrl: string | undefined): string {
  return baseUrl === undefined ? file : `${baseUrl.replace(/\/+$/, '')}/${file}`;
}

function noPacks(folder: string): RejectedError {
  return new RejectedError('MANIFEST_NOT_FOUND', `No folder directly below ${folder} has a ${MANIFEST_FILE}.`, {
    hint: 'Give the folder whose sub-folders are packs.',
  });
}
