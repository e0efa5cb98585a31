import { constants, createReadStream, createWriteStream } from 'node:fs';
import { access, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CliError, EXIT_CODES } from './cli-error';
import { oneLine } from './progress/text';
import { unusableFile } from './unusable-file';

/**
 * Works with a file that may be asked for its size, and read from any place: what comes from a pipe is written into one first.
 * @throws CliError when it can't be read, holds nothing, or never ends
 */
export async function withRegularFile<Result>(path: string, work: (file: string) => Promise<Result>): Promise<Result> {
  const { isPipe } = await assertReadable(path);
  if (!isPipe) return work(path);
  const folder = await mkdtemp(join(tmpdir(), 'packyard-'));
  try {
    const file = join(folder, 'input');
    await pipeline(createReadStream(path), createWriteStream(file, { flags: 'wx', mode: 0o600 }));
    await assertReadable(file, path);
    return await work(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Not opened where that would wait, or take what is in a pipe.
 * @throws CliError when it can't be read, holds nothing, or never ends
 */
export async function assertReadable(path: string, name = path): Promise<{ isPipe: boolean }> {
  try {
    const found = await stat(path);
    if (found.isFIFO()) return { isPipe: true };
    if (found.isDirectory()) throw noFile(name, 'is a folder, where a file is expected');
    if (!found.isFile()) throw noFile(name, 'is neither a file nor a pipe');
    if (found.size === 0) throw noFile(name, 'holds nothing');
    await access(path, constants.R_OK);
    return { isPipe: false };
  } catch (error) {
    throw unusableFile(error, { what: `${name} can't be read` });
  }
}

function noFile(name: string, what: string): CliError {
  return new CliError(oneLine(`${name} ${what}.`), 'Name another file.', EXIT_CODES.usage);
}
