import { randomUUID } from 'node:crypto';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ENVIRONMENT_LINKS, PackyardError } from '@packyard/contracts';
import { digestTree } from '@packyard/pack';
import {
  decryptSecretKey,
  prehash,
  prehashOfFile,
  type SecretKey,
  sign,
  TREE_SIGNATURE_FILE,
  treeMessage,
} from '@packyard/signatures';
import { CliError, EXIT_CODES } from '../cli-error';
import { oneLine } from '../progress/text';
import { readInputFile } from '../read-input-file';
import { unusablePath } from '../unusable-file';

export const SUFFIX = '.minisig';
/** What never gets into an installed pack. */
const NEVER_INSTALLED = [...ENVIRONMENT_LINKS, TREE_SIGNATURE_FILE];

export interface KeyOptions {
  key: string;
  passwordFile?: string | undefined;
}

export async function readSecretKey({ key, passwordFile }: KeyOptions): Promise<SecretKey> {
  const [text, password] = [await readInputFile(key), await readPassword(passwordFile)];
  try {
    return await decryptSecretKey(text, password);
  } catch (error) {
    if (!(error instanceof PackyardError)) throw error;
    throw new CliError(oneLine(`${key} can't be used: ${error.message}`), error.hint, EXIT_CODES.failure);
  }
}

/** @throws CliError when the first line is empty */
export async function readPassword(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const [password = ''] = (await readInputFile(file)).split(/\r?\n/);
  if (password !== '') return password;
  throw new CliError(`${file} holds no password.`, 'Write the password into its first line.', EXIT_CODES.usage);
}

/** Signs an archive or other file, or the pack in a folder. Returns the place of the signature. */
export async function signPlace(key: SecretKey, place: string, comment?: string): Promise<string> {
  if (!(await stat(place)).isDirectory()) return signFile(key, place, comment);
  const file = join(place, TREE_SIGNATURE_FILE);
  const signature = sign(key, prehash(await messageOf(place)), comment ?? commentFor(basename(place)));
  await replaceFiles([[file, Buffer.from(signature)]]);
  return file;
}

export async function signFile(key: SecretKey, file: string, comment = commentFor(basename(file))): Promise<string> {
  const signature = sign(key, await prehashOfFile(file), comment);
  await replaceFiles([[`${file}${SUFFIX}`, Buffer.from(signature)]]);
  return `${file}${SUFFIX}`;
}

/** What is signed in place of the pack in a folder. */
export async function messageOf(folder: string): Promise<string> {
  const leavesOut = (path: string) =>
    NEVER_INSTALLED.includes(path) || ['.git', '__pycache__'].includes(basename(path));
  return treeMessage(await digestTree(folder, leavesOut));
}

/** As minisign itself says it. What is signed was named by others: nothing of its name means anything to whoever reads it. */
export function commentFor(name: string): string {
  return `timestamp:${Math.floor(Date.now() / 1000)}\tfile:${name.replace(/[^\w.+-]/g, '_')}\thashed`;
}

/**
 * All are written before the first one is replaced. A folder of others may hold links: none of them is called like what is
 * written here, and one in place of a file is replaced itself.
 */
export async function replaceFiles(files: readonly (readonly [file: string, content: Buffer])[]): Promise<void> {
  const drafts = files.map(([file, content]) => ({ file, content, draft: `${file}.${randomUUID()}.unfinished` }));
  try {
    for (const { draft, content } of drafts) await writeFile(draft, content, { flag: 'wx', mode: 0o644 });
    for (const { draft, file } of drafts) await rename(draft, file);
  } catch (error) {
    for (const { draft } of drafts) await rm(draft, { force: true });
    throw error;
  }
}

/** What was wrong with files of this machine, in the words of the command line. */
export function asCliError(error: unknown): unknown {
  if (error instanceof PackyardError) return new CliError(error.message, error.hint, EXIT_CODES.failure);
  return unusablePath(error);
}
