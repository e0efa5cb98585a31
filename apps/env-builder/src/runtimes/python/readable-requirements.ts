import { readFile, realpath, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { decodeText } from '@packyard/pack';

const NESTED = /^\s*(?:-r|-c|--requirement|--constraint)[\s=]*(\S+)/;
const EDITABLE = /^(\s*)(?:-e|--editable)[\s=]+/;

/**
 * Makes the files of requirements, which are the build's own copies, such that every tool reads them alike: UTF-8, and
 * editable requirements as plain ones, because the folder that they would lead to is gone after the build.
 */
export async function readableRequirements(folder: string, file: string, seen = new Set<string>()): Promise<void> {
  if (seen.has(file)) return;
  seen.add(file);
  const path = await pathInside(folder, file);
  if (path === undefined) return;
  const bytes = await readFile(path);
  const lines = decodeText(bytes, file).split(/\r\n|[\r\n]/);
  await writeFile(path, lines.map((line) => line.replace(EDITABLE, '$1')).join('\n'));
  for (const line of lines) {
    const nested = NESTED.exec(line)?.[1];
    if (nested !== undefined) await readableRequirements(folder, join(dirname(file), nested), seen);
  }
}

/** Nothing for what is missing or leads out of the folder: the tool says so. */
async function pathInside(folder: string, file: string): Promise<string | undefined> {
  const [root, path] = await Promise.all([realpath(folder), realpath(join(folder, file)).catch(() => undefined)]);
  return path === undefined || relative(root, path).startsWith('..') ? undefined : path;
}
