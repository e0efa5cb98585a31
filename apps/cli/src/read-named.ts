import { readFile } from 'node:fs/promises';
import { unusableFile } from './unusable-file';

/** The text of a file that the command names. */
export async function readNamed(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw unusableFile(error, { what: `${file} can't be read` });
  }
}
