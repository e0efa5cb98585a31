import { RejectedError } from '@packyard/contracts';
import { z } from 'zod';
import { pathProblem } from './tree-path';

export const TREE_FORMAT = 'packyard-tree/1';
const MAX_PATH_LENGTH = 4096;

const Path = z.string().max(MAX_PATH_LENGTH);
// Foreign code may have let everybody write to what it made: nobody but its owner does where it arrives.
const OTHERS_READ = 0o755;
const MAX_MODE = 0o777;
const Mode = z
  .int()
  .min(0)
  .max(MAX_MODE)
  .transform((mode) => mode & OTHERS_READ);

/** Path, mode, which blob, its first byte there, bytes. */
export type ListedFile = [path: string, mode: number, blob: number, at: number, bytes: number];

// A schema for each file takes as long as a third of making them all.
const Sizes = z.custom<number[]>((value) => Array.isArray(value) && value.every(isSize));
const Files = z
  .custom<ListedFile[]>((value) => Array.isArray(value) && value.every(isListedFile))
  .transform((files) => files.map(([path, mode, ...place]): ListedFile => [path, mode & OTHERS_READ, ...place]));

/** What a tree consists of, and which bytes of which blob each file is: the config of the artifact, packed by zstd. */
export const TreeList = z.strictObject({
  format: z.literal(TREE_FORMAT),
  /** The folder that paths in `moves` and `fixed` begin with. */
  base: Path.optional(),
  /** Bytes of each blob once it is unpacked, in the order of the layers. */
  blobs: Sizes,
  /** Parents before children. */
  folders: z.array(z.tuple([Path, Mode])),
  files: Files,
  links: z.array(z.tuple([Path, Path])),
  /** When each file was changed, in seconds: compiled Python knows that of its source. */
  modifiedAt: Sizes.optional(),
  /** Places in `files` of texts that name the base. */
  moves: Sizes,
  /** Paths of files that name the base and can't be rewritten. */
  fixed: z.array(Path),
});
export type TreeList = z.infer<typeof TreeList>;

export interface TreeListLimits {
  maxEntries: number;
  maxBytes: number;
}

/** @throws RejectedError ARCHIVE_INVALID, ARCHIVE_UNSAFE_PATH, LIMIT_EXCEEDED */
export function readTreeList(text: string, limits: TreeListLimits): TreeList {
  const list = parsed(text);
  const { blobs, files, modifiedAt, moves } = list;
  const isWhole =
    files.every(([, , blob, at, size]) => size === 0 || at + size <= (blobs[blob] ?? -1)) &&
    (modifiedAt === undefined || modifiedAt.length === files.length) &&
    moves.every((index) => index < files.length);
  if (!isWhole) throw invalidList('names what is not in it');
  assertWithin(list, limits);
  assertTreeOf(list);
  return list;
}

function parsed(text: string): TreeList {
  try {
    return TreeList.parse(JSON.parse(text));
  } catch (cause) {
    throw invalidList('is none that Packyard can read', cause);
  }
}

function isListedFile(value: unknown): value is ListedFile {
  if (!Array.isArray(value) || value.length !== 5) return false;
  const [path, mode, ...place] = value as unknown[];
  const isPath = typeof path === 'string' && path.length <= MAX_PATH_LENGTH;
  return isPath && isSize(mode) && mode <= MAX_MODE && place.every(isSize);
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function assertWithin({ blobs, files, folders, links }: TreeList, { maxEntries, maxBytes }: TreeListLimits): void {
  const entries = files.length + folders.length + links.length;
  const sumOf = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0);
  const bytes = Math.max(sumOf(blobs), sumOf(files.map(([, , , , size]) => size)));
  if (entries > maxEntries) throw tooMuch(`${entries} entries, and may have ${maxEntries}`);
  if (bytes > maxBytes) throw tooMuch(`${bytes} bytes, and may have ${maxBytes}`);
}

/** Each path is there once, and lies in a folder that is listed: nothing is ever written through a link. */
function assertTreeOf({ files, folders, links }: TreeList): void {
  const seen = new Set<string>();
  const known = new Set(['']);
  const add = (path: string) => {
    const parent = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
    const problem =
      pathProblem(path) ??
      (seen.has(path) ? 'it is there twice' : known.has(parent) ? undefined : 'its folder is not in the list');
    if (problem !== undefined) throw unsafe(path, problem);
    seen.add(path);
  };
  for (const [path] of folders) {
    add(path);
    known.add(path);
  }
  for (const [path] of files) add(path);
  for (const [path] of links) add(path);
}

const HINT = 'Somebody has put it into the content store who is not this service: look who may write there.';

export function unsafe(path: string, problem: string): RejectedError {
  const shown = JSON.stringify(path.slice(0, 200));
  return new RejectedError(
    'ARCHIVE_UNSAFE_PATH',
    `The content holds the path ${shown}, which is not safe: ${problem}.`,
    {
      hint: HINT,
    },
  );
}

export function invalidList(problem: string, cause?: unknown): RejectedError {
  return new RejectedError('ARCHIVE_INVALID', `The list of a content ${problem}.`, { hint: HINT, cause });
}

function tooMuch(what: string): RejectedError {
  return new RejectedError('LIMIT_EXCEEDED', `A content has ${what}.`, { hint: HINT });
}
