import type { LimitsConfig } from '@packyard/config';
import { tooMuch } from '@packyard/pack';

/** What a repository comes to with all of its submodules, and with what lies elsewhere for it. */
export class TreeSizeTotal {
  /** How many were added. */
  repositories = 0;
  private entries = 0;
  private bytes = 0;

  constructor(private readonly limits: Pick<LimitsConfig, 'PACKYARD_MAX_ENTRIES' | 'PACKYARD_MAX_UNPACKED_BYTES'>) {}

  /** @throws RejectedError LIMIT_EXCEEDED */
  addRepository(tree: { entries: number; bytes: number }): void {
    this.repositories += 1;
    this.add(tree);
  }

  /**
   * Before it is written.
   * @throws RejectedError LIMIT_EXCEEDED when there is no room for it
   */
  assertRoomFor({ entries, bytes }: { entries: number; bytes: number }): void {
    const { PACKYARD_MAX_ENTRIES: maxEntries, PACKYARD_MAX_UNPACKED_BYTES: maxBytes } = this.limits;
    if (this.entries + entries > maxEntries) throw tooMuch('entries', maxEntries, 'PACKYARD_MAX_ENTRIES');
    if (this.bytes + bytes > maxBytes) throw tooMuch('bytes', maxBytes, 'PACKYARD_MAX_UNPACKED_BYTES');
  }

  /** @throws RejectedError LIMIT_EXCEEDED */
  add(more: { entries: number; bytes: number }): void {
    this.assertRoomFor(more);
    this.entries += more.entries;
    this.bytes += more.bytes;
  }
}
