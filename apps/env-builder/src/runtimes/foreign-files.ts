import { constants, type FileHandle, open, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { RejectedError } from '@packyard/contracts';

const MAX_BYTES = 16 * 2 ** 20;

/**
 * A text that foreign code may have written, or have put something else in place of.
 * @throws RejectedError ENVIRONMENT_FAILED when it is no file, but a link for example, or is larger than 16 MiB
 */
export async function readForeignFile(path: string): Promise<string> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file: FileHandle = await open(path, flags).catch((error: unknown) => {
    if (NO_FILE.includes((error as NodeJS.ErrnoException).code ?? '')) throw notAText(path, 'it is no file, or a link');
    throw error;
  });
  try {
    const found = await file.stat();
    if (!found.isFile()) throw notAText(path, 'it is no file');
    if (found.size > MAX_BYTES) throw notAText(path, `it has ${found.size} bytes, and ${MAX_BYTES} are the most`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** What opening says of links, and of sockets. */
const NO_FILE = ['ELOOP', 'EMLINK', 'ENXIO'];

function notAText(path: string, why: string): RejectedError {
  return new RejectedError('ENVIRONMENT_FAILED', `${basename(path)} can't be read: ${why}.`, {
    hint: 'Let a plain file stand there: look at the pack, and at what its build and install scripts write.',
  });
}

/** Writes a file where foreign code may have put a link. */
export async function replaceForeignFile(path: string, text: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await writeFile(path, text, { flag: 'wx' });
}
