import { copyFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { resolveInside } from '@packyard/pack';

/** A name that a file has beside its first one. Relative to where the archive is unpacked, and checked. */
export interface HardLink {
  path: string;
  target: string;
}

/** Each becomes a file of its own, so that changing one changes no other. */
export async function copyHardLinks(links: readonly HardLink[], destination: string): Promise<void> {
  for (const { path, target } of links) {
    const file = resolveInside(destination, path);
    await mkdir(dirname(file), { recursive: true });
    await copyFile(resolveInside(destination, target), file);
  }
}
