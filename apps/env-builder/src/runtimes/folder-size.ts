import { lstat } from 'node:fs/promises';
import { RejectedError } from '@packyard/contracts';
import type { ForeignLimits } from '@packyard/sandbox';
import { filesBelow } from './walk-files';

const AT_ONCE = 64;
const MIB = 2 ** 20;

/**
 * Bytes of all files of an environment, links not followed.
 * @throws RejectedError LIMIT_EXCEEDED when it holds more files and folders, or more bytes, than it may
 */
export async function folderSize(folder: string, most: Pick<ForeignLimits, 'files' | 'diskBytes'>): Promise<number> {
  let bytes = 0;
  let paths: string[] = [];
  for await (const { path } of filesBelow(folder, most.files)) {
    paths.push(path);
    if (paths.length < AT_ONCE) continue;
    bytes += await sizeOf(paths);
    paths = [];
  }
  bytes += await sizeOf(paths);
  if (bytes > most.diskBytes) throw tooLarge(bytes, most.diskBytes);
  return bytes;
}

function tooLarge(bytes: number, most: number): RejectedError {
  const sentence = `The environment takes ${inMib(bytes)}, which is more than the ${inMib(most)} that it may take.`;
  return new RejectedError('LIMIT_EXCEEDED', sentence, {
    hint: 'If the pack needs that much, raise PACKYARD_SANDBOX_DISK_BYTES on the worker.',
  });
}

function inMib(bytes: number): string {
  return `${Math.ceil(bytes / MIB)} MiB`;
}

async function sizeOf(paths: readonly string[]): Promise<number> {
  const found = await Promise.all(paths.map((path) => lstat(path)));
  return found.reduce((sum, { size }) => sum + size, 0);
}
