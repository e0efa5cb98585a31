import { dirname, join } from 'node:path';
import { decodeText } from '../decode-text';
import { readInside } from '../read-inside';
import { isPlainRequirement } from './plain-requirement';
import { requirementLines } from './requirement-lines';
import { RequirementsBudget } from './requirements-budget';

export interface RequirementFiles {
  /** The file and those that it names with `-r` and `-c`, as paths relative to the pack, with their bytes. */
  files: { path: string; bytes: Buffer }[];
  /** Whether they name anything else of the pack, or something that is not understood. */
  namesMore: boolean;
  /** Whether anything is required at all. */
  isEmpty: boolean;
}

const NESTED = ['--requirement', '--constraint', '-r', '-c'];
/** Options that name nothing of the pack. */
const HARMLESS = ['--index-url', '--extra-index-url', '--trusted-host', '--no-binary', '--only-binary', '-i'];
const HARMLESS_ALONE = ['--pre', '--no-index', '--prefer-binary', '--require-hashes'];
const NO_FILE = ['ARCHIVE_UNSAFE_PATH', 'MANIFEST_INVALID'];
/** Longer lines are looked at no closer. */
const MAX_LENGTH = 20_000;

/**
 * Reads requirements and the files that they name, as far as they lie in the pack.
 * @throws RejectedError MANIFEST_INVALID for text that is no UTF-8, and what is no file; ARCHIVE_UNSAFE_PATH; LIMIT_EXCEEDED
 */
export async function requirementFiles(root: string, path: string): Promise<RequirementFiles | undefined> {
  const found: RequirementFiles = { files: [], namesMore: false, isEmpty: true };
  const isThere = await collect(path, found, { root, budget: new RequirementsBudget() });
  return isThere ? found : undefined;
}

interface Reading {
  root: string;
  budget: RequirementsBudget;
}

async function collect(path: string, found: RequirementFiles, reading: Reading): Promise<boolean> {
  if (found.files.some((file) => file.path === path)) return true;
  const bytes = await bytesInside(path, found.files.length > 0, reading);
  if (bytes === undefined) return false;
  found.files.push({ path, bytes });
  for (const { text } of requirementLines(decodeText(bytes, path), path)) {
    const line = text.replace(/\s+/g, ' ');
    const nested = valueOf(line, NESTED);
    if (nested !== undefined) {
      // What is missing or lies elsewhere: the tool, or whoever checks it before, says so.
      if (!(await collect(join(dirname(path), nested), found, reading)))
        [found.namesMore, found.isEmpty] = [true, false];
      continue;
    }
    if (valueOf(line, HARMLESS) !== undefined || HARMLESS_ALONE.includes(line)) continue;
    found.isEmpty = false;
    if (line.length > MAX_LENGTH || !isPlainRequirement(line)) found.namesMore = true;
  }
  return true;
}

/** Of `-rother.txt`, `-r other.txt` and `--requirement=other.txt`, where nothing else stands on the line. */
function valueOf(line: string, options: readonly string[]): string | undefined {
  const option = options.find((each) => line.startsWith(each));
  const rest = option === undefined ? '' : line.slice(option.length);
  const value = rest.replace(/^[\s=]+/, '');
  const isAnotherOption = value === rest && value.startsWith('-');
  return value === '' || isAnotherOption || /\s/.test(value) ? undefined : value;
}

/** Nothing for what is missing; nor for a nested one that is no file, or leads out of the pack. */
async function bytesInside(path: string, isNested: boolean, { root, budget }: Reading): Promise<Buffer | undefined> {
  try {
    return await readInside(root, path, { weigh: (bytes) => budget.add(path, bytes) });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ENOTDIR', ...(isNested ? NO_FILE : [])].includes(code)) return undefined;
    throw error;
  }
}
