import { constants, type FileHandle, open, rm, writeFile } from 'node:fs/promises';

const MAX_BYTES = 16 * 2 ** 20;

/**
 * A text that foreign code may have written, or have put something else in place of.
 * @throws Error when it is no file, but a link for example, or is larger than 16 MiB
 */
export async function readForeignFile(path: string): Promise<string> {
  const file: FileHandle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const found = await file.stat();
    if (!found.isFile() || found.size > MAX_BYTES) throw new Error(`${path} is no file, or is too large`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** Writes a file where foreign code may have put a link. */
export async function replaceForeignFile(path: string, text: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await writeFile(path, text, { flag: 'wx' });
}
