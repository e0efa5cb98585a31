import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { ReaderEnded, ReaderPool } from '@packyard/sandbox';
import { shownLocation } from './index-location';
import { IndexOnDisk, type Slice } from './index-on-disk';

export interface IndexFile {
  path: string;
  /** Where to write what was found; it does not exist yet. */
  target: string;
  /** The same for the same content. */
  identity: string;
  /** Of one that was kept, since nobody answers: when it was that. */
  keptSince?: string;
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
 * Parses a file as an index in a process of its own, which writes what it finds to another file, by ref.
 * @throws RejectedError REGISTRY_INVALID or LIMIT_EXCEEDED
 */
export async function parseIndexFile(file: IndexFile, seconds: number, signal: AbortSignal): Promise<IndexOnDisk> {
  const slices: Slice[] = [];
  const onPiece = (piece: Slice[]) => {
    for (const slice of piece) slices.push(slice);
  };
  try {
    const work = { method: 'parse', input: file, signal, maxMs: seconds * 1000, onPiece };
    const told = await pool.run<Omit<IndexOnDisk['told'], 'identity' | 'keptSince'>>(work);
    const { identity, keptSince } = file;
    return new IndexOnDisk(file.target, slices, {
      ...told,
      identity,
      ...(keptSince === undefined ? {} : { keptSince }),
    });
  } catch (error) {
    if (!(error instanceof ReaderEnded)) throw error;
    const what = error.reason === 'time' ? `longer than ${seconds} seconds` : `more than ${MAX_MEMORY_MEGABYTES} MB`;
    throw new RejectedError('REGISTRY_INVALID', `The index ${shownLocation(file.location)} took ${what} to read.`, {
      hint: 'Ask who publishes the index, or name another one.',
      cause: error,
    });
  }
}
