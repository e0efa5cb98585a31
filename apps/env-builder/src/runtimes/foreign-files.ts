import { rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { readPlainFile } from '@packyard/pack';

const MAX_BYTES = 16 * 2 ** 20;

/**
 * A text that foreign code may have written, or have put something else in place of.
 * @throws RejectedError ENVIRONMENT_FAILED when it is no file, but a link for example, or is larger than 16 MiB, where nothing else is said
 */
export async function readForeignFile(path: string, maxBytes = MAX_BYTES): Promise<string> {
  const read = await readPlainFile(path, maxBytes);
  if (read.is === 'no file') throw notAText(path, 'it is no file, or a link');
  if (read.is === 'too large') throw notAText(path, `it has ${read.bytes} bytes, and ${maxBytes} are the most`);
  return read.content.toString('utf8');
}

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
