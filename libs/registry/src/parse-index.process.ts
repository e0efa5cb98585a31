import { readFile, stat } from 'node:fs/promises';
import { RejectedError } from '@packyard/contracts';
import { serveReader } from '@packyard/sandbox';
import type { IndexFile } from './index-parser';
import { shownPlace } from './index-place';
import { parseIndex } from './parse-index';
import type { RegistryEntry } from './registry-entry';

const PIECE_LENGTH = 256 * 1024;
const MOST_ENTRY_LENGTH = 1024 * 1024;

serveReader({ parse });

async function parse({ path, location, maxBytes }: IndexFile, emit: (piece: RegistryEntry[]) => Promise<void>) {
  const { size: bytes } = await stat(path);
  if (bytes > maxBytes) {
    throw new RejectedError('LIMIT_EXCEEDED', `${shownPlace(location)} has ${bytes} bytes, more than ${maxBytes}.`, {
      hint: 'If the index is trusted and really that large, raise PACKYARD_MAX_INDEX_BYTES.',
    });
  }
  const { packs, warnings } = parseIndex(await readFile(path, 'utf8'), location);
  let piece: RegistryEntry[] = [];
  let length = 0;
  for (const entries of packs.values()) {
    for (const entry of entries) {
      const entryLength = JSON.stringify(entry).length;
      if (entryLength > MOST_ENTRY_LENGTH) {
        warnings.push(`The entry of ${entry.ref} ${entry.version} is too long and was left out.`);
        continue;
      }
      piece.push(entry);
      length += entryLength;
      if (length < PIECE_LENGTH) continue;
      await emit(piece);
      [piece, length] = [[], 0];
    }
  }
  await emit(piece);
  return { warnings, bytes };
}
