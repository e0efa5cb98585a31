import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitCommand, GitRun } from './git-command';
import { NulRecords } from './nul-records';
import type { TreeListing } from './tree-listing';

/**
 * Adds to a listing what line ends may add to its files when they are written: with `eol=crlf` in `.gitattributes` git ends each
 * line by two bytes, so that a file of nothing but line ends becomes twice as large. Nothing is asked where all fits even so,
 * but for a part of a pack (`isPart`), beside which more is written.
 */
export async function addLineEndSizes(
  git: GitCommand,
  { limits, scratchFolder }: GitRun,
  { id, listing, isPart }: { id: string; listing: TreeListing; isPart: boolean },
): Promise<void> {
  if (!listing.hasAttributes) return;
  if (!isPart && 2 * listing.bytes <= limits.PACKYARD_MAX_UNPACKED_BYTES) return;
  const index = join(scratchFolder, 'git/index');
  await git.run(['read-tree', id]);
  // No more of them than the listing has let in.
  const changed = new Set<string>();
  await eachRecord(git, ['ls-files', '-z', ':(top,attr:eol=crlf)'], (path) => changed.add(path));
  // The checkout makes its own.
  await rm(index, { force: true });
  if (changed.size === 0) return;
  let bytes = 0;
  await eachRecord(git, ['ls-tree', '-r', '-l', '-z', '--full-tree', id], (record) => {
    const tab = record.indexOf('\t');
    if (changed.has(record.slice(tab + 1))) bytes += Number(/ (\d+)$/.exec(record.slice(0, tab))?.[1] ?? 0);
  });
  listing.grow(bytes);
}

async function eachRecord(git: GitCommand, args: string[], take: (record: string) => void): Promise<void> {
  const records = new NulRecords();
  await git.run(args, { onOutput: (chunk) => records.cut(chunk).forEach(take) });
}
