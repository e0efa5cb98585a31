import { randomUUID } from 'node:crypto';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTree } from '@packyard/store';

// Longer than anything is fetched or packed.
const MAX_USE_MS = 24 * 60 * 60 * 1000;

/** A folder of its own for as long as `work` takes. What processes that died left there goes first. */
export async function withScratchFolder<Result>(
  scratchFolder: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  await mkdir(scratchFolder, { recursive: true });
  await removeLeft(scratchFolder);
  const folder = join(scratchFolder, randomUUID());
  await mkdir(folder, { mode: 0o700 });
  try {
    return await work(folder);
  } finally {
    await removeTree(folder);
  }
}

async function removeLeft(scratchFolder: string): Promise<void> {
  for (const name of await readdir(scratchFolder)) {
    const path = join(scratchFolder, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > MAX_USE_MS) await removeTree(path);
  }
}
