import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import type { GitCommand, GitPlace } from './git-command';
import type { TreeListing } from './tree-listing';

const MOST_PATHS_BYTES = 32 * 1024 * 1024;

/**
 * Adds to a listing what line ends may add to its files when they are written: with `eol=crlf` in `.gitattributes` git ends each
 * line by two bytes, so that a file of nothing but line ends becomes twice as large. Nothing is asked where all fits even so.
 */
export async function addLineEnds(
  git: GitCommand,
  { limits, scratchFolder }: GitPlace,
  { id, listing }: { id: string; listing: TreeListing },
): Promise<void> {
  if (!listing.hasAttributes || 2 * listing.bytes <= limits.PACKYARD_MAX_UNPACKED_BYTES) return;
  const index = join(scratchFolder, 'git/index');
  await git.run(['read-tree', id]);
  const paths = await recordsOf(git, ['ls-files', '-z', ':(top,attr:eol=crlf)']);
  // The checkout makes its own.
  await rm(index, { force: true });
  if (paths.length === 0) return;
  const changed = new Set(paths);
  let bytes = 0;
  for (const record of await recordsOf(git, ['ls-tree', '-r', '-l', '-z', '--full-tree', id])) {
    const tab = record.indexOf('\t');
    if (changed.has(record.slice(tab + 1))) bytes += Number(/ (\d+)$/.exec(record.slice(0, tab))?.[1] ?? 0);
  }
  listing.grow(bytes);
}

async function recordsOf(git: GitCommand, args: string[]): Promise<string[]> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const onOutput = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_PATHS_BYTES) throw tooLong();
    chunks.push(chunk);
  };
  await git.run(args, { onOutput });
  return Buffer.concat(chunks).toString('utf8').split('\0').slice(0, -1);
}

function tooLong(): RejectedError {
  const message = `The paths of the repository have more than ${MOST_PATHS_BYTES} bytes together.`;
  return new RejectedError('LIMIT_EXCEEDED', message, { hint: 'Have it give its folders shorter names.' });
}
