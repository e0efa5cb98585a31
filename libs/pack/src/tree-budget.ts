import type { LimitsConfig } from '@packyard/config';
import { RejectedError } from '@packyard/contracts';

export type TreeLimits = Pick<
  LimitsConfig,
  'PACKYARD_MAX_DEPTH' | 'PACKYARD_MAX_ENTRIES' | 'PACKYARD_MAX_UNPACKED_BYTES' | 'PACKYARD_MAX_FILE_BYTES'
>;

/** Counts what a tree holds, wherever it comes from. */
export class TreeBudget {
  private entries = 0;
  private bytes = 0;

  constructor(private readonly limits: TreeLimits) {}

  /** @throws RejectedError LIMIT_EXCEEDED */
  add(path: string, bytes: number): void {
    const { PACKYARD_MAX_ENTRIES: maxEntries, PACKYARD_MAX_UNPACKED_BYTES: maxBytes } = this.limits;
    const { PACKYARD_MAX_FILE_BYTES: maxFileBytes } = this.limits;
    this.entries += 1;
    this.bytes += bytes;
    assertNotTooDeep(path, this.limits);
    if (this.entries > maxEntries) throw tooMuch('entries', maxEntries, 'PACKYARD_MAX_ENTRIES');
    if (bytes > maxFileBytes) throw tooMuch(`bytes in the file ${path}`, maxFileBytes, 'PACKYARD_MAX_FILE_BYTES');
    if (this.bytes > maxBytes) throw tooMuch('bytes', maxBytes, 'PACKYARD_MAX_UNPACKED_BYTES');
  }
}

/** @throws RejectedError LIMIT_EXCEEDED when the path lies in too many folders: the one that an archive wraps all in is one */
export function assertNotTooDeep(path: string, limits: Pick<LimitsConfig, 'PACKYARD_MAX_DEPTH'>): void {
  const { PACKYARD_MAX_DEPTH: maxDepth } = limits;
  if (path.split('/').length - 1 > maxDepth)
    throw tooMuch('folders inside of each other', maxDepth, 'PACKYARD_MAX_DEPTH');
}

export function tooMuch(what: string, limit: number, variable: string): RejectedError {
  return new RejectedError('LIMIT_EXCEEDED', `The pack has more than ${limit} ${what}.`, {
    hint: `If the pack is trusted and really that large, raise ${variable}.`,
  });
}
