import * as fs from 'node:fs';
import * as promises from 'node:fs/promises';

/** What is asked of an open file. */
export type OpenFile = Pick<promises.FileHandle, 'stat' | 'read' | 'readFile' | 'close'>;

let hasNothingElseToDo = false;

/**
 * From now on this process asks the disk itself and waits for it. Otherwise another thread is told to, so that a slow disk holds
 * up nothing else; but telling it takes ten times as long as most questions. For processes that only read packs, and are killed
 * when they take too long.
 */
export function askDiskAtOnce(): void {
  hasNothingElseToDo = true;
}

export async function lstat(path: string): Promise<fs.Stats> {
  return hasNothingElseToDo ? fs.lstatSync(path) : promises.lstat(path);
}

export async function stat(path: string): Promise<fs.Stats> {
  return hasNothingElseToDo ? fs.statSync(path) : promises.stat(path);
}

export async function readlink(path: string): Promise<string> {
  return hasNothingElseToDo ? fs.readlinkSync(path) : promises.readlink(path);
}

export async function realpath(path: string): Promise<string> {
  return hasNothingElseToDo ? fs.realpathSync.native(path) : promises.realpath(path);
}

export async function readFile(path: string): Promise<Buffer> {
  return hasNothingElseToDo ? fs.readFileSync(path) : promises.readFile(path);
}

/** Names of what lies in a folder. */
export async function listFolder(folder: string): Promise<string[]> {
  return hasNothingElseToDo ? fs.readdirSync(folder) : promises.readdir(folder);
}

export async function entriesOf(folder: string): Promise<fs.Dirent[]> {
  const options = { withFileTypes: true } as const;
  return hasNothingElseToDo ? fs.readdirSync(folder, options) : promises.readdir(folder, options);
}

export async function open(path: string, flags: number): Promise<OpenFile> {
  if (!hasNothingElseToDo) return promises.open(path, flags);
  const descriptor = fs.openSync(path, flags);
  const file: Record<keyof OpenFile, (...args: never[]) => Promise<unknown>> = {
    stat: () => now(() => fs.fstatSync(descriptor)),
    read: (buffer: Buffer, offset: number, length: number, position?: number | null) =>
      now(() => ({ bytesRead: fs.readSync(descriptor, buffer, offset, length, position ?? null), buffer })),
    readFile: () => now(() => fs.readFileSync(descriptor)),
    close: () => now(() => fs.closeSync(descriptor)),
  };
  return file as unknown as OpenFile;
}

function now<Answer>(ask: () => Answer): Promise<Answer> {
  return new Promise((resolve) => resolve(ask()));
}
