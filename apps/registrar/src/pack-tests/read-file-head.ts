import { withPlainFile } from '@packyard/pack';

const NOT_READABLE = ['ENOENT', 'ENOTDIR', 'EACCES'];

/** The beginning of a file that foreign code may have made: empty when it can't be read, or is anything but a file. */
export async function readFileHead(path: string, maxBytes = 256 * 1024): Promise<string> {
  const read = withPlainFile(path, async (file) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxBytes), 0, maxBytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  });
  const head = await read.catch((error: unknown) => {
    if (NOT_READABLE.includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  });
  return head ?? '';
}
