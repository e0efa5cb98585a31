import { open, readFile, stat } from 'node:fs/promises';
import { RejectedError } from '@packyard/contracts';
import { serveReader } from '@packyard/sandbox';
import { prehash } from '@packyard/signatures';
import type { IndexFile } from './index-parser';
import { shownLocation } from './index-location';
import type { Slice } from './index-on-disk';
import { parseIndex } from './parse-index';
import type { RegistryEntry } from './registry-entry';

const SLICES_IN_A_PIECE = 5000;
const MAX_ENTRY_LENGTH = 1024 * 1024;
// Whoever asks for a pack parses all its versions in one go.
const MAX_PACK_LENGTH = 4 * MAX_ENTRY_LENGTH;

serveReader({ parse });

/** Writes the entries of each pack behind those of the one before, and tells where they lie. */
async function parse({ path, target, location, maxBytes }: IndexFile, emit: (piece: Slice[]) => Promise<void>) {
  const { size: bytes } = await stat(path);
  if (bytes > maxBytes) {
    throw new RejectedError('LIMIT_EXCEEDED', `${shownLocation(location)} has ${bytes} bytes, more than ${maxBytes}.`, {
      hint: 'If the index is trusted and really that large, raise PACKYARD_MAX_INDEX_BYTES.',
    });
  }
  const text = await readFile(path);
  const prehashed = prehash(text).toString('hex');
  const { packs, warnings, registry, serial, expires } = parseIndex(text.toString('utf8'), location);
  const file = await open(target, 'wx', 0o600);
  let slices: Slice[] = [];
  let offset = 0;
  try {
    for (const [ref, entries] of packs) {
      const entry = Buffer.from(textOf(entries, warnings));
      await file.writeFile(entry);
      slices.push([ref, offset, entry.length]);
      offset += entry.length;
      if (slices.length < SLICES_IN_A_PIECE) continue;
      await emit(slices);
      slices = [];
    }
  } finally {
    await file.close();
  }
  await emit(slices);
  return {
    warnings,
    bytes,
    prehash: prehashed,
    registry,
    ...(serial === undefined ? {} : { serial }),
    ...(expires === undefined ? {} : { expires }),
  };
}

function textOf(entries: readonly RegistryEntry[], warnings: string[]): string {
  const texts: string[] = [];
  let length = 0;
  for (const entry of entries) {
    const text = JSON.stringify(entry);
    length += text.length;
    if (text.length <= MAX_ENTRY_LENGTH && length <= MAX_PACK_LENGTH) texts.push(text);
    else warnings.push(`The entry of ${entry.ref} ${entry.version} is too long and was left out.`);
  }
  return `[${texts.join(',')}]`;
}
