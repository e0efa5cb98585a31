import { createReadStream } from 'node:fs';
import { CliError, EXIT_CODES } from './cli-error';
import { oneLine } from './progress/text';
import { assertReadable } from './regular-file';
import { unusableFile } from './unusable-file';

/** More than any key, password or bundle has, and than the index of a large registry. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * The text of a file that the command names, or of what comes through a pipe.
 * @throws CliError when it can't be read, holds nothing, or never ends
 */
export async function readInputFile(file: string): Promise<string> {
  await assertReadable(file);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MAX_BYTES) throw tooLarge(file);
    }
  } catch (error) {
    throw unusableFile(error, { what: `${file} can't be read` });
  }
  return Buffer.concat(chunks).toString('utf8');
}

function tooLarge(file: string): CliError {
  const message = `${file} has more than the ${MAX_BYTES / 2 ** 20} MB that are read of such a file.`;
  return new CliError(oneLine(message), 'Name another file.', EXIT_CODES.usage);
}
