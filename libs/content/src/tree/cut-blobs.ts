import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { RejectedError } from '@packyard/contracts';
import { type PathMentions } from './path-mentions';
import type { FileEntry } from './read-entries';
import type { ListedFile } from './tree-list';

/** Files from this size on are a blob each. */
export const LARGE_BYTES = 512 * 1024;
/** Bundles of small files end, on average, when they have so many. */
const USUAL_BUNDLE_BYTES = 512 * 1024;
/** No bundle has more. */
export const MAX_BUNDLE_BYTES = 2 * 1024 * 1024;
const FILES_AT_ONCE = 64;

export type CutBlob =
  { is: 'bundle'; index: number; content: Buffer } | { is: 'file'; index: number; size: number; path: string };

/** What is known of the files once all blobs were cut. */
export interface CutFiles {
  files: ListedFile[];
  sizes: number[];
  mentions: PathMentions;
}

/**
 * Cuts the files of a tree into blobs. Where a bundle of small files ends depends on the content of its last one, so that what
 * is added or changed changes the bundle that it lies in and no others. Files that are the same are kept once. About one
 * bundle and what is read ahead is in memory.
 */
export async function* cutBlobs(entries: readonly FileEntry[], cut: CutFiles): AsyncGenerator<CutBlob> {
  const places = new Map<string, readonly [blob: number, at: number]>();
  let bundle: Buffer[] = [];
  let bytes = 0;
  const flush = (): CutBlob => {
    const blob: CutBlob = { is: 'bundle', index: cut.sizes.push(bytes) - 1, content: Buffer.concat(bundle, bytes) };
    [bundle, bytes] = [[], 0];
    return blob;
  };
  for await (const { entry, hash, content } of readAll(entries, cut.mentions)) {
    const { path, mode, size } = entry;
    const known = places.get(hash);
    if (known !== undefined || size === 0) {
      cut.files.push([path, mode, ...(known ?? ([0, 0] as const)), size]);
      continue;
    }
    const isLarge = content === undefined;
    // One bundle after the other: the large file between two of them changes neither.
    if (!isLarge && bytes + size > MAX_BUNDLE_BYTES) yield flush();
    const place = isLarge
      ? ([cut.sizes.length + (bytes > 0 ? 1 : 0), 0] as const)
      : ([cut.sizes.length, bytes] as const);
    places.set(hash, place);
    cut.files.push([path, mode, ...place, size]);
    if (isLarge) {
      if (bytes > 0) yield flush();
      yield { is: 'file', index: cut.sizes.push(size) - 1, size, path: entry.absolutePath };
      continue;
    }
    bundle.push(content);
    bytes += size;
    if (endsBundle(hash, size)) yield flush();
  }
  if (bytes > 0 || cut.sizes.length === 0) yield flush();
}

/** The larger a file, the likelier: so bundles have about the same size, whatever they consist of. */
function endsBundle(hash: string, size: number): boolean {
  return Number.parseInt(hash.slice(0, 8), 16) / 2 ** 32 < size / USUAL_BUNDLE_BYTES;
}

interface ReadFile {
  entry: FileEntry;
  hash: string;
  /** Of small files. */
  content?: Buffer;
}

async function* readAll(entries: readonly FileEntry[], mentions: PathMentions): AsyncGenerator<ReadFile> {
  for (let at = 0; at < entries.length; at += FILES_AT_ONCE) {
    const some = entries.slice(at, at + FILES_AT_ONCE);
    const read = await Promise.all(some.map((entry, index) => readEntry(entry, { mentions, index: at + index })));
    yield* read;
  }
}

async function readEntry(
  entry: FileEntry,
  { mentions, index }: { mentions: PathMentions; index: number },
): Promise<ReadFile> {
  if (entry.size >= LARGE_BYTES) return { entry, hash: await hashOfLarge(entry, mentions, index) };
  const content = await readFile(entry.absolutePath);
  if (content.length !== entry.size) throw changedMeanwhile(entry);
  mentions.look(index, entry.path, [content]);
  return { entry, hash: createHash('sha256').update(content).digest('hex'), content };
}

async function hashOfLarge(entry: FileEntry, mentions: PathMentions, index: number): Promise<string> {
  const hash = createHash('sha256');
  const looking = mentions.looking(index, entry.path);
  let bytes = 0;
  for await (const chunk of createReadStream(entry.absolutePath) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    looking.add(chunk);
    bytes += chunk.length;
  }
  looking.end();
  if (bytes !== entry.size) throw changedMeanwhile(entry);
  return hash.digest('hex');
}

export function changedMeanwhile({ path }: Pick<FileEntry, 'path'>): RejectedError {
  return new RejectedError('STORE_FAILED', `'${path}' was changed while it was put into the content store.`, {
    hint: 'Look what else writes below PACKYARD_HOME, then submit again.',
  });
}
