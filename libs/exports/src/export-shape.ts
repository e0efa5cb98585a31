import { ExportManifest, RejectedError } from '@packyard/contracts';
import { vendoredId } from '@packyard/store';
import { z } from 'zod';

/** Before all else in the tar; everything that it names follows as `files/<sha256>`. */
export const MANIFEST = 'manifest.json';
export const MAX_MANIFEST_BYTES = 16 * 2 ** 20;
const MAX_LOCK_BYTES = 16 * 2 ** 20;

export function pathOfFile(sha256: string): string {
  return `files/${sha256}`;
}

/**
 * What an export's manifest says, when all of it goes together.
 * @throws RejectedError ARCHIVE_INVALID
 */
export function readManifest(text: string): ExportManifest {
  const parsed = ExportManifest.safeParse(parseJson(text));
  if (!parsed.success) throw invalid(`its manifest is none: ${z.prettifyError(parsed.error).split('\n')[0] ?? ''}`);
  const manifest = parsed.data;
  assertNamesFit(manifest);
  assertFilesFit(manifest);
  return manifest;
}

function assertNamesFit({ packs, vendored }: ExportManifest): void {
  const refs = packs.map(({ ref }) => ref.toLowerCase());
  const twice = refs.find((ref, index) => refs.indexOf(ref) !== index);
  if (twice !== undefined) throw invalid(`it names the pack ${twice} twice`);
  for (const [id, packages] of Object.entries(vendored)) {
    if (vendoredId(packages) !== id) throw invalid(`the packages ${id} are not what their id says`);
  }
  for (const pack of packs) {
    const runtimes = pack.vendored.map((id) => vendored[id]?.runtime);
    if (runtimes.includes(undefined)) throw invalid(`${pack.ref} names packages that are not in it`);
    if (new Set(runtimes).size < runtimes.length) throw invalid(`${pack.ref} names two environments of one runtime`);
  }
}

/** What is named is there in that length, and nothing else is. */
function assertFilesFit({ packs, vendored, files }: ExportManifest): void {
  const needed = new Set(packs.map(({ content }) => content));
  for (const { lock, files: own } of Object.values(vendored)) {
    if ((files[lock] ?? 0) > MAX_LOCK_BYTES) throw invalid(`the lock ${lock} is too long`);
    needed.add(lock);
    for (const { name, sha256, bytes } of own) {
      if (files[sha256] !== bytes) throw invalid(`${name} has two lengths`);
      needed.add(sha256);
    }
  }
  const missing = [...needed].find((sha256) => files[sha256] === undefined);
  if (missing !== undefined) throw invalid(`its manifest has no length of ${missing}`);
  const other = Object.keys(files).find((sha256) => !needed.has(sha256));
  if (other !== undefined) throw invalid(`nothing in it needs ${other}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function invalid(why: string): RejectedError {
  return new RejectedError('ARCHIVE_INVALID', `The file is no export of Packyard, or was damaged: ${why}.`, {
    hint: 'Give a file that packyard export has written; export it again if it was.',
  });
}
