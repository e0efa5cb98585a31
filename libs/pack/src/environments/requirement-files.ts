import { lstat, readFile, realpath } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { decodeText } from '../decode-text';
import { requirementLines } from './requirement-lines';

export interface RequirementFiles {
  /** The file and those that it names with `-r` and `-c`, as paths relative to the pack, with their bytes. */
  files: { path: string; bytes: Buffer }[];
  /** Whether they name anything else of the pack, or something that is not understood. */
  namesMore: boolean;
  /** Whether anything is required at all. */
  isEmpty: boolean;
}

const NESTED = /^(?:-r|-c|--requirement|--constraint)(?:[\s=]+|(?=[^\s-]))(\S+)$/;
/** Options that name nothing of the pack. */
const HARMLESS =
  /^(?:(?:-i|--index-url|--extra-index-url|--trusted-host|--no-binary|--only-binary)(?:[\s=]+|(?=[^\s-]))\S+|--pre|--no-index|--prefer-binary|--require-hashes)$/;
/** A name, extras, versions, a marker, hashes; or an address elsewhere. */
const PLAIN =
  /^[A-Za-z0-9][\w.-]*\s*(?:\[[^\]]*\])?\s*(?:\(?\s*(?:[<>=!~]=?=?\s*[\w.*+!-]+\s*,?\s*)*\)?)(?:;[^#]*?)?(?:\s+--hash[=\s]\S+)*$/;
const ELSEWHERE = /^(?:[A-Za-z0-9][\w.-]*\s*(?:\[[^\]]*\])?\s*@\s*)?(?:git\+|hg\+|svn\+|bzr\+)?(?:https?|ssh):\/\/\S+/;
/** Longer lines are looked at no closer. */
const LONGEST = 20_000;
const ARCHIVE = /\.(?:zip|whl|tgz|tar|tar\.(?:gz|bz2|xz|Z)|tbz2?|txz)(?:[\s;[]|$)/i;

/**
 * Reads requirements and the files that they name, as far as they lie in the pack.
 * @throws RejectedError MANIFEST_INVALID for text that is no UTF-8
 */
export async function requirementFiles(root: string, path: string): Promise<RequirementFiles | undefined> {
  const found: RequirementFiles = { files: [], namesMore: false, isEmpty: true };
  const isThere = await collect(root, path, found);
  return isThere ? found : undefined;
}

async function collect(root: string, path: string, found: RequirementFiles): Promise<boolean> {
  if (found.files.some((file) => file.path === path)) return true;
  const bytes = await bytesInside(root, path);
  if (bytes === undefined) return false;
  found.files.push({ path, bytes });
  for (const { text } of requirementLines(decodeText(bytes, path))) {
    const line = text.replace(/\s+/g, ' ');
    const nested = NESTED.exec(line)?.[1];
    if (nested !== undefined) {
      // What is missing or lies elsewhere: the tool, or whoever checks it before, says so.
      if (!(await collect(root, join(dirname(path), nested), found))) [found.namesMore, found.isEmpty] = [true, false];
      continue;
    }
    if (HARMLESS.test(line)) continue;
    found.isEmpty = false;
    const isPlain = line.length <= LONGEST && (ELSEWHERE.test(line) || (PLAIN.test(line) && !ARCHIVE.test(line)));
    if (!isPlain) found.namesMore = true;
  }
  return true;
}

/** Nothing for what is missing, no file, or leads out of the pack. */
async function bytesInside(root: string, path: string): Promise<Buffer | undefined> {
  try {
    const [real, realRoot] = await Promise.all([realpath(join(root, path)), realpath(root)]);
    if (relative(realRoot, real).startsWith('..') || !(await lstat(real)).isFile()) return undefined;
    return await readFile(real);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
