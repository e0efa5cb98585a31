import { createWriteStream } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { create } from 'tar';
import { DESCRIPTION, END_ENTRY, HOME_ENTRY, TABLES_ENTRY } from './backup-description';

/**
 * Writes the folder of a backup into a file that is not there yet, for its owner alone.
 *
 * The last entry is a file of its own, with something in it: where that is an empty file of several names, or another name of a
 * file that came before, tar ends the archive twice, and with that the process. What comes last, foreign code could have made.
 */
export async function writeArchive(folder: string, file: string): Promise<void> {
  await writeFile(join(folder, END_ENTRY), 'The backup is whole.\n');
  const paths = [
    DESCRIPTION,
    ...(await pathsOf(folder, TABLES_ENTRY)),
    ...(await pathsOf(folder, HOME_ENTRY)),
    END_ENTRY,
  ];
  const archive = create({ cwd: folder, zstd: true, strict: true, noDirRecurse: true }, paths);
  await pipeline(archive as unknown as Readable, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
}

/** A folder before what is in it. */
async function pathsOf(folder: string, path: string): Promise<string[]> {
  const found = [path];
  for (const entry of await readdir(join(folder, path), { withFileTypes: true })) {
    const inner = join(path, entry.name);
    if (!entry.isDirectory()) found.push(inner);
    else for (const below of await pathsOf(folder, inner)) found.push(below);
  }
  return found;
}
