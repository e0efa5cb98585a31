import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chunksOfFile, type ListedChunk, type TreeLimits } from '@packyard/pack';
import type { Part } from '@packyard/network';
import { readChunkList } from './read-chunk-list';
import { layOutTar, type TarLayout } from './tar-layout';

// Fetching what lies between two parts costs less than asking once more.
const GAP_BYTES = 32 * 1024;

export interface DeltaInput {
  /** The list of chunks, as it was downloaded. */
  list: string;
  /** The tar that is put together. */
  tar: string;
  /** Names the list in errors. */
  subject: string;
  limits: TreeLimits;
}

export interface DeltaPlan {
  /** What has to be fetched of the file of chunks, in its order. */
  parts: Part[];
  /** How much that is. */
  missingBytes: number;
  archiveBytes: number;
}

/**
 * Begins a tar with what lies in `seeds`, folders of installed versions, and tells which chunks are missing then. Called in
 * a reader process: the list is as hostile as an archive.
 * @throws RejectedError ARCHIVE_INVALID or LIMIT_EXCEEDED
 */
export async function planDelta({
  list: listFile,
  tar,
  subject,
  limits,
  seeds,
}: DeltaInput & { seeds: readonly string[] }): Promise<DeltaPlan> {
  const list = await readChunkList(listFile, subject);
  const layout = layOutTar(list, limits);
  const missing = await begin(layout, tar, seeds);
  const parts = partsOf([...missing].sort((a, b) => a - b).flatMap((index) => layout.chunks[index] ?? []));
  const missingBytes = parts.reduce((sum, { from, to }) => sum + to - from, 0);
  return { parts, missingBytes, archiveBytes: list.archiveBytes };
}

async function begin({ bytes, headers, chunks, places }: TarLayout, tar: string, seeds: readonly string[]) {
  const wanted = new Map(chunks.map(({ id }, index) => [id, index]));
  const file = await open(tar, 'wx', 0o600);
  try {
    await file.truncate(bytes);
    for (const { at, block } of headers) await file.write(block, 0, block.length, at);
    for await (const { id, bytes: content } of chunksIn(seeds)) {
      const index = wanted.get(id);
      if (index === undefined || chunks[index]?.size !== content.length) continue;
      for (const at of places[index] ?? []) await file.write(content, 0, content.length, at);
      wanted.delete(id);
      if (wanted.size === 0) break;
    }
  } finally {
    await file.close();
  }
  return wanted.values();
}

/** A version may be removed meanwhile: what of it is gone is missing. */
async function* chunksIn(seeds: readonly string[]) {
  for (const seed of seeds) {
    const entries = await readdir(seed, { withFileTypes: true, recursive: true }).catch(ignoreMissing);
    for (const entry of entries ?? []) {
      if (!entry.isFile()) continue;
      try {
        yield* chunksOfFile(join(entry.parentPath, entry.name));
      } catch (error) {
        ignoreMissing(error as NodeJS.ErrnoException);
      }
    }
  }
}

function partsOf(missing: readonly ListedChunk[]): Part[] {
  const parts: Part[] = [];
  for (const { offset, packedSize } of missing) {
    const last = parts.at(-1);
    if (last !== undefined && offset - last.to <= GAP_BYTES) last.to = offset + packedSize;
    else parts.push({ from: offset, to: offset + packedSize });
  }
  return parts;
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
