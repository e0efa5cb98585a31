import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** How much has come of downloads that are under way, all homes below the folder together. */
export function partialBytes(folder: string): number {
  const files = globSync(join(folder, '**/cache/downloads/*/*.partial'));
  return files.reduce((bytes, file) => bytes + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}

/** Does it when so much has come: what is still on its way is lost when a connection ends. */
export function whenPartial(folder: string, bytes: number, work: () => unknown): void {
  const timer = setInterval(() => {
    if (partialBytes(folder) < bytes) return;
    clearInterval(timer);
    work();
  }, 5);
}
