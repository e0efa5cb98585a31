import { tooMuch, unsafePath } from '@packyard/pack';
import type { UnpackLimits } from './unpacking';

// A small archive of repetitive text may well be packed better than the ratio allows.
const ALWAYS_ALLOWED_BYTES = 1024 * 1024;

/** Counts what an archive says it holds, and refuses before it is written. */
export class UnpackBudget {
  private entries = 0;
  private bytes = 0;
  private readonly files = new Set<string>();
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
    const { PACKYARD_MAX_ENTRIES: maxEntries, PACKYARD_MAX_FILE_BYTES: maxFileBytes } = this.limits;
    if (!isFolder && this.files.has(path)) throw unsafePath(path, 'the archive contains it twice');
    this.files.add(path);
    this.entries += 1;
    this.bytes += bytes;
    if (this.entries > maxEntries) throw tooMuch('entries', maxEntries, 'PACKYARD_MAX_ENTRIES');
    if (bytes > maxFileBytes) throw tooMuch(`bytes in the file ${path}`, maxFileBytes, 'PACKYARD_MAX_FILE_BYTES');
    if (this.bytes > this.maxBytes) {
      throw tooMuch('bytes once it is unpacked', this.maxBytes, 'PACKYARD_MAX_UNPACKED_BYTES or PACKYARD_MAX_RATIO');
    }
  }
}
