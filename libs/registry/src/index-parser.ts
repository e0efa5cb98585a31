import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { ReaderEnded, ReaderPool } from '@packyard/sandbox';
import { shownPlace } from './index-place';
import type { RegistryEntry, RegistryIndex } from './registry-entry';

/** An index, and how many bytes it was written in. */
export interface ReadIndex extends RegistryIndex {
  bytes: number;
}

export interface IndexFile {
  path: string;
  /** What relative sources are relative to, and what it is called in errors. */
  location: string;
  maxBytes: number;
}

// What is parsed takes several times as much as its text.
const MAX_HEAP_MEGABYTES = 768;
const MAX_MEMORY_MEGABYTES = 1024;
const pool = new ReaderPool({
  script: join(__dirname, `parse-index.process${__filename.slice(-3)}`),
  maxHeapMegabytes: MAX_HEAP_MEGABYTES,
  maxMemoryMegabytes: MAX_MEMORY_MEGABYTES,
  size: 1,
});

/**
 * Parses a file as an index in a process of its own. What it finds arrives in pieces that are small enough to be taken in
 * between two requests.
 * @throws RejectedError REGISTRY_INVALID or LIMIT_EXCEEDED
 */
export async function parseIndexFile(file: IndexFile, seconds: number, signal: AbortSignal): Promise<ReadIndex> {
  const packs = new Map<string, RegistryEntry[]>();
  const onPiece = (entries: RegistryEntry[]) => {
    for (const entry of entries) {
      const versions = packs.get(entry.ref);
      if (versions === undefined) packs.set(entry.ref, [entry]);
      else versions.push(entry);
    }
  };
  try {
    const work = { method: 'parse', input: file, signal, maxMs: seconds * 1000, onPiece };
    return { ...(await pool.run<{ warnings: string[]; bytes: number }>(work)), packs };
  } catch (error) {
    if (!(error instanceof ReaderEnded)) throw error;
    const what = error.reason === 'time' ? `longer than ${seconds} seconds` : `more than ${MAX_MEMORY_MEGABYTES} MB`;
    throw new RejectedError('REGISTRY_INVALID', `The index ${shownPlace(file.location)} took ${what} to read.`, {
      hint: 'Ask who publishes the index, or name another one.',
      cause: error,
    });
  }
}
