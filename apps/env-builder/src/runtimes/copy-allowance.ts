import { lstat } from 'node:fs/promises';
import { RejectedError } from '@packyard/contracts';
import type { Containment } from '@packyard/sandbox';
import { filesBelow, tooManyFiles } from './walk-files';

const MIB = 2 ** 20;

/**
 * How much of what foreign code made the service reads and copies for a build: it does so outside of the limits that foreign code
 * has. What counts is the size that a file says it has, since the holes in it become bytes, and links to it become files.
 */
export class CopyAllowance {
  private bytes = 0;
  private files = 0;

  constructor(
    private readonly limits: Pick<Containment['limits'], 'diskBytes' | 'files'>,
    /** Whoever copies stops with it. */
    readonly signal: AbortSignal,
  ) {}

  /**
   * Counts a file, or what is below a folder, links not followed; before it is read.
   * @throws RejectedError LIMIT_EXCEEDED when it is too much, with all that was counted before
   */
  async take(path: string): Promise<void> {
    const found = await lstat(path);
    if (!found.isDirectory()) {
      this.add(found.size);
      return;
    }
    for await (const file of filesBelow(path, this.limits.files)) {
      this.signal.throwIfAborted();
      this.add((await lstat(file.path)).size);
    }
  }

  private add(bytes: number): void {
    this.bytes += bytes;
    this.files += 1;
    if (this.files > this.limits.files) throw tooManyFiles(this.limits.files);
    if (this.bytes > this.limits.diskBytes) throw tooLarge(this.limits.diskBytes);
  }
}

function tooLarge(most: number): RejectedError {
  const shown = `${Math.round(most / MIB)} MiB`;
  return new RejectedError('LIMIT_EXCEEDED', `What was built has more than ${shown}, holes in files included.`, {
    hint: 'If the pack needs that much, raise PACKYARD_SANDBOX_DISK_BYTES on the worker.',
  });
}
