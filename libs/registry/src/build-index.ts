import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { assertIsUtf8, type Pack, readPack } from '@packyard/pack';
import { type FormerIndex, type IndexDocument, type IndexedPack, mergePacks } from './index-document';
import { buildIndexEntry } from './build-index-entry';
import { writeChunkFiles } from './chunk-files';
import { archivePackFolder } from './pack-folder-archive';

const MANIFEST_FILE = 'pack.yaml';
const DEFAULT_NAME = 'Packs';
const DAY_MS = 24 * 60 * 60 * 1000;
const SMALL_ARCHIVE_BYTES = 256 * 1024;

export interface BuildIndexOptions {
  /** Where the archives are written to; made when it is missing. */
  outFolder: string;
  /** Where they will be published. Without it, sources are relative to the index. */
  baseUrl?: string | undefined;
  name?: string | undefined;
  /** What was published so far: versions that are not built now stay in it. */
  former?: FormerIndex | undefined;
  now?: Date | undefined;
  /** For how long an index that will be signed holds; it gets no number and no end when absent. */
  expiresAfterDays?: number | undefined;
  /** Also packs in folders that links lead to. */
  followLinks?: boolean | undefined;
}

export interface BuiltIndex {
  index: IndexDocument;
  /** What was made from which folder. */
  built: { folder: string; ref: string; version: string; archive: string; checksum: string }[];
  warnings: string[];
  /** Folders whose pack can't be read, with the reason; the others are in the index. */
  failed: { folder: string; problem: string }[];
}

/**
 * Makes an index in Attune's format of the packs directly below a folder, and an archive of each. What can't be published is
 * left out and told; nothing is made when that is so of all.
 * @throws RejectedError MANIFEST_NOT_FOUND without any pack, REGISTRY_INVALID when two folders hold the same version
 */
export async function buildIndex(folder: string, options: BuildIndexOptions): Promise<BuiltIndex> {
  const roots = await packFoldersIn(folder, options);
  if (roots.length === 0) throw noPacks(folder);
  const read = await Promise.all(roots.map((root) => orRefusal(root, () => readFolder(root))));
  const readable = read.flatMap((one) => ('pack' in one ? [one] : []));
  assertDistinct(readable);
  const refused = read.flatMap((one) => ('error' in one ? [one] : []));
  const built: PublishedPack[] = [];
  for (const one of readable) {
    const published = await orRefusal(one.root, () => publish(one, options));
    if ('error' in published) refused.push(published);
    else built.push(published);
  }
  if (built.length === 0 && refused[0] !== undefined) throw refused[0].error;
  const index = documentOf(
    built.map(({ entry }) => entry),
    options,
  );
  const warnings = built.flatMap(({ folder: root, warnings: own }) => own.map((warning) => `${root}: ${warning}`));
  return {
    index,
    built: built.map(({ folder: root, ref, version, archive, checksum }) => ({
      folder: root,
      ref,
      version,
      archive,
      checksum,
    })),
    warnings: isNameless(index) ? [...warnings, NAMELESS] : warnings,
    failed: refused.map(({ root, error }) => ({ folder: root, problem: error.message })),
  };
}

interface ReadFolder {
  root: string;
  pack: Pack;
}

interface PublishedPack {
  folder: string;
  ref: string;
  version: string;
  archive: string;
  checksum: string;
  entry: IndexedPack;
  warnings: readonly string[];
}

async function readFolder(root: string): Promise<ReadFolder> {
  assertIsUtf8(basename(root));
  return { root, pack: await readPack(root) };
}

async function publish({ root, pack }: ReadFolder, { outFolder, baseUrl }: BuildIndexOptions): Promise<PublishedPack> {
  const { ref, version } = pack.manifest;
  const archive = `${ref}-${version}.tar.gz`;
  const checksum = await archivePackFolder(root, join(outFolder, archive), ref);
  const chunkList = await chunkListOf(root, join(outFolder, archive), { ref, version });
  const url = publishedAt(encodeURIComponent(archive), baseUrl);
  const entry = await buildIndexEntry(root, pack, { type: 'archive', url, checksum, ...chunkList });
  return { folder: root, ref, version, archive, checksum, entry, warnings: pack.warnings };
}

/** An archive that comes with the first answer has no need of it. */
async function chunkListOf(root: string, archive: string, pack: { ref: string; version: string }) {
  return (await stat(archive)).size < SMALL_ARCHIVE_BYTES
    ? {}
    : { chunk_list: await writeChunkFiles(root, archive, pack) };
}

async function orRefusal<Done extends object>(
  root: string,
  work: () => Promise<Done>,
): Promise<Done | { root: string; error: RejectedError }> {
  try {
    return await work();
  } catch (error) {
    const refusal = inWords(root, error);
    if (refusal === undefined) throw error;
    const { code, hint, message } = refusal;
    return {
      root,
      error: new RejectedError(code, `${root}: ${message}`, { ...(hint && { hint }), cause: error }),
    };
  }
}

/** What the disk says of a path of this pack is about this pack; of other paths, such as where to write, about all. */
function inWords(root: string, error: unknown): RejectedError | undefined {
  if (error instanceof RejectedError) return error;
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === undefined || path === undefined || !`${resolve(path)}/`.startsWith(`${root}/`)) return undefined;
  return new RejectedError('MANIFEST_INVALID', `${relative(root, path) || 'its folder'} can't be read (${code}).`, {
    hint: 'Let who builds the index read it, or leave it out.',
    cause: error,
  });
}

async function packFoldersIn(folder: string, { followLinks }: BuildIndexOptions): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new RejectedError('SOURCE_NOT_FOUND', `There is no folder ${folder}, or it can't be read.`, {
      hint: 'Give the folder whose sub-folders are packs.',
      cause,
    });
  });
  const isFolder = (entry: Dirent) => entry.isDirectory() || (followLinks === true && entry.isSymbolicLink());
  const folders = entries.filter(isFolder).map(({ name }) => join(folder, name));
  const found = await Promise.all(folders.map(async (path) => ((await mayBePack(path)) ? [path] : [])));
  return found.flat().sort();
}

/** What is called by other bytes than UTF-8 can't be looked into, and is told when it is read. */
async function mayBePack(path: string): Promise<boolean> {
  return path.includes('\ufffd') || (await namesIn(path)).includes(MANIFEST_FILE);
}

/** A link may lead to a file, or nowhere. Of a folder that is closed its reader says so. */
async function namesIn(path: string): Promise<string[]> {
  return readdir(path).catch((error: unknown) => {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(code)) return [];
    if (['EACCES', 'EPERM'].includes(code)) return [MANIFEST_FILE];
    throw error;
  });
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

function documentOf(entries: readonly IndexedPack[], options: BuildIndexOptions): IndexDocument {
  const { baseUrl, name, former, now = new Date(), expiresAfterDays } = options;
  const { serial, expires: _, ...rest }: Partial<FormerIndex> = former ?? {};
  return {
    ...rest,
    registry_name: name ?? former?.registry_name ?? DEFAULT_NAME,
    registry_url: baseUrl === undefined ? (former?.registry_url ?? '') : publishedAt('index.json', baseUrl),
    version: '1.0',
    last_updated: toTheSecond(now),
    ...(expiresAfterDays === undefined ? {} : validityOf(now, expiresAfterDays, serial)),
    packs: mergePacks(former?.packs ?? [], entries),
  };
}

/** A signed index that nobody can tell from another one by the same key. */
function isNameless({ registry_name: name, registry_url: url, serial }: IndexDocument): boolean {
  return serial !== undefined && name === DEFAULT_NAME && url === '';
}

const NAMELESS =
  'The index does not say which registry it is of, so it could be shown in place of another one that the same key signs: give a name (--name) or where it is published (--base-url).';

/** The time will do as the number, unless a former index went ahead of it. */
function validityOf(now: Date, days: number, former = 0): Required<Pick<IndexDocument, 'serial' | 'expires'>> {
  const serial = Math.max(former + 1, Math.floor(now.getTime() / 1000));
  return { serial, expires: toTheSecond(new Date(now.getTime() + days * DAY_MS)) };
}

function toTheSecond(moment: Date): string {
  return moment.toISOString().replace(/\.\d+Z$/, 'Z');
}

function publishedAt(file: string, baseUrl: string | undefined): string {
  return baseUrl === undefined ? file : `${baseUrl.replace(/(?<!\/)\/+$/, '')}/${file}`;
}

function noPacks(folder: string): RejectedError {
  return new RejectedError('MANIFEST_NOT_FOUND', `No folder directly below ${folder} has a ${MANIFEST_FILE}.`, {
    hint: 'Give the folder whose sub-folders are packs.',
  });
}
