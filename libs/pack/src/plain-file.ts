import { constants } from 'node:fs';
import { open, type OpenFile } from './disk-access';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
/** What opening says of links, and of sockets. */
const NO_FILE = ['ELOOP', 'EMLINK', 'ENXIO'];

export type PlainFile = { is: 'file'; content: Buffer } | { is: 'too large'; bytes: number } | { is: 'no file' };

/**
 * Reads a file of a tree that nobody has looked through yet, where anything may stand in its place: no link is followed, and
 * nobody is waited for, as reading a pipe or a device does. Other reads of this process wait for such a one, and no signal ends it.
 * @throws what opening and reading throw, ENOENT for example
 */
export async function readPlainFile(path: string, maxBytes: number): Promise<PlainFile> {
  const read = await withPlainFile(path, async (file, bytes): Promise<PlainFile> => {
    return bytes > maxBytes ? { is: 'too large', bytes } : { is: 'file', content: await readBytes(file, bytes) };
  });
  return read ?? { is: 'no file' };
}

/** The same, read by `work`, which gets its size in bytes; nothing where it is no file. */
export async function withPlainFile<Result>(
  path: string,
  work: (file: OpenFile, bytes: number) => Promise<Result>,
): Promise<Result | undefined> {
  const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch((error: unknown) => {
    if (NO_FILE.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    const found = await file.stat();
    return found.isFile() ? await work(file, found.size) : undefined;
  } finally {
    await file.close();
  }
}

/** No more than it had when it was weighed: files of the system have no size, and may make one wait. */
export async function readBytes(file: OpenFile, size: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(size);
  let bytes = 0;
  while (bytes < size) {
    const { bytesRead } = await file.read(buffer, bytes, size - bytes, bytes);
    if (bytesRead === 0) break;
    bytes += bytesRead;
  }
  return buffer.subarray(0, bytes);
}
