import type { LimitsConfig } from '@packyard/config';
import { tooMuch } from '@packyard/pack';

/** What a repository comes to with all of its submodules, and with what lies elsewhere for it. */
export class TreeTotal {
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
    const { PACKYARD_MAX_ENTRIES: mostEntries, PACKYARD_MAX_UNPACKED_BYTES: mostBytes } = this.limits;
    if (this.entries + entries > mostEntries) throw tooMuch('entries', mostEntries, 'PACKYARD_MAX_ENTRIES');
    if (this.bytes + bytes > mostBytes) throw tooMuch('bytes', mostBytes, 'PACKYARD_MAX_UNPACKED_BYTES');
  }

  /** @throws RejectedError LIMIT_EXCEEDED */
  add(more: { entries: number; bytes: number }): void {
    this.assertRoomFor(more);
    this.entries += more.entries;
    this.bytes += more.bytes;
  }
}
