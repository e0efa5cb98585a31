import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, constants, copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { RejectedError } from '@packyard/contracts';
import { foreignFolder } from './build-phase-access';
import type { BuildInput } from './runtime';

/**
 * Puts the input's vendored packages where its tools see them, each of them verified.
 * @returns the absolute folder; nothing when there are none
 * @throws RejectedError ENVIRONMENT_FAILED when one is not what it has to be
 */
export async function placeVendored({
  vendored,
  scratchFolder,
}: Pick<BuildInput, 'vendored' | 'scratchFolder'>): Promise<string | undefined> {
  if (vendored === undefined) return undefined;
  // Where each phase of a build sees it.
  const place = foreignFolder({ scratchFolder });
  const folder = join(place, 'vendored');
  await mkdir(place, { recursive: true });
  // New, and so is each file: a link that is there already leads elsewhere.
  await mkdir(folder);
  for (const file of vendored.packages.files) {
    // Copied: whatever a tool does to it, the store keeps what it has.
    await copyFile(vendored.pathOf(file), join(folder, file.name), constants.COPYFILE_EXCL);
    // Tools may be another user than the service.
    await chmod(join(folder, file.name), 0o644);
    if ((await sha256Of(join(folder, file.name))) !== file.sha256) throw changed(file.name);
  }
  return folder;
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

export function changed(name: string): RejectedError {
  return new RejectedError('ENVIRONMENT_FAILED', `${name}, which came with an import, was changed on the disk.`, {
    hint: 'Import the file again.',
  });
}
