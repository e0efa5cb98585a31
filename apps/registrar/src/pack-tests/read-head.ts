import { constants, type FileHandle, open } from 'node:fs/promises';

const FOREIGN_FILE = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const NOT_READABLE = ['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP', 'ENXIO'];

/** The beginning of a file that foreign code may have made: empty when it can't be read, or is anything but a file. */
export async function readHead(path: string, maxBytes = 256 * 1024): Promise<string> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, FOREIGN_FILE);
    if (!(await file.stat()).isFile()) return '';
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxBytes), 0, maxBytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch (error) {
    if (NOT_READABLE.includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  } finally {
    await file?.close();
  }
}
