import { Transform } from 'node:stream';
import { assertNotTooDeep, tooMuch } from '@packyard/pack';
import { ArchiveNames } from './archive-names';
import type { UnpackLimits } from './unpacking';

// A small archive of repetitive text may well be packed better than the ratio allows.
const ALWAYS_ALLOWED_BYTES = 1024 * 1024;
// What tar and zip themselves add for each entry: headers, padding, long names.
const OVERHEAD_BYTES = 4096;

/** Counts what an archive says it holds, and refuses before it is written. */
export class UnpackBudget {
  private entries = 0;
  private bytes = 0;
  private readonly names = new ArchiveNames();
  private readonly maxBytes: number;

  constructor(
    private readonly limits: UnpackLimits,
    packedBytes: number,
  ) {
    const byRatio = Math.max(ALWAYS_ALLOWED_BYTES, packedBytes * limits.PACKYARD_MAX_RATIO);
    this.maxBytes = Math.min(limits.PACKYARD_MAX_UNPACKED_BYTES, byRatio);
  }

  /** @throws RejectedError LIMIT_EXCEEDED or ARCHIVE_UNSAFE_PATH */
  add({ path, bytes, isFolder }: { path: string; bytes: number; isFolder: boolean }): void {
    const { PACKYARD_MAX_FILE_BYTES: maxFileBytes } = this.limits;
    this.entries += 1;
    this.addBytes(bytes);
    this.assertEntries(this.entries);
    assertNotTooDeep(path, this.limits);
    this.names.add(path, isFolder);
    if (bytes > maxFileBytes) throw tooMuch(`bytes in the file ${path}`, maxFileBytes, 'PACKYARD_MAX_FILE_BYTES');
  }

  /** @throws RejectedError LIMIT_EXCEEDED */
  addBytes(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes > this.maxBytes) throw this.tooManyBytes();
  }

  /** @throws RejectedError LIMIT_EXCEEDED */
  assertEntries(entries: number): void {
    const { PACKYARD_MAX_ENTRIES: maxEntries } = this.limits;
    if (entries > maxEntries) throw tooMuch('entries', maxEntries, 'PACKYARD_MAX_ENTRIES');
  }

  /** Lets through what is inflated, before anybody looks at what it is, as long as an archive within the limits can be. */
  meter(): Transform {
    const allowed = this.maxBytes + this.limits.PACKYARD_MAX_ENTRIES * OVERHEAD_BYTES;
    const most = Math.min(allowed, this.maxBytes * 2 + ALWAYS_ALLOWED_BYTES);
    let bytes = 0;
    return new Transform({
      transform: (chunk: Buffer, _encoding, callback) => {
        bytes += chunk.length;
        if (bytes > most) callback(this.tooManyBytes());
        else callback(null, chunk);
      },
    });
  }

  private tooManyBytes(): Error {
    return tooMuch('bytes once it is unpacked', this.maxBytes, 'PACKYARD_MAX_UNPACKED_BYTES or PACKYARD_MAX_RATIO');
  }
}
