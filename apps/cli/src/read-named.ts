import { readFile } from 'node:fs/promises';
import { CliError, EXIT_CODES } from './cli-error';

/** The text of a file that the command names. */
export async function readNamed(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new CliError(`${file} can't be read (${code}).`, 'Check the path and its permissions.', EXIT_CODES.usage);
  }
}
