import * as fs from 'node:fs';
import * as promises from 'node:fs/promises';
import { promisify } from 'node:util';
import { DiskPace } from './disk-pace';

/** What is asked of an open file. */
export type OpenFile = Pick<promises.FileHandle, 'stat' | 'readFile' | 'close'> & {
  read(
    buffer: Buffer,
    offset: number,
    length: number,
    position?: number,
  ): Promise<{ bytesRead: number; buffer: Buffer }>;
};

const pace = new DiskPace();

let isSynchronous = false;

/**
 * From now on this process asks the disk itself and waits for it, unless that turns out to be slow. Otherwise another thread is
 * told to, so that a slow disk holds up nothing else; but telling it takes ten times as long as most questions. For processes that
 * only read packs, and are killed when they take too long.
 */
export function useSynchronousDisk(): void {
  isSynchronous = true;
}

export function lstat(path: string): Promise<fs.Stats> {
  return ask(
    () => fs.lstatSync(path),
    () => promises.lstat(path),
  );
}

export function stat(path: string): Promise<fs.Stats> {
  return ask(
    () => fs.statSync(path),
    () => promises.stat(path),
  );
}

export function readlink(path: string): Promise<string> {
  return ask(
    () => fs.readlinkSync(path),
    () => promises.readlink(path),
  );
}

export function realpath(path: string): Promise<string> {
  return ask(
    () => fs.realpathSync.native(path),
    () => promises.realpath(path),
  );
}

/** A file's mode, and what is in it: only if that is no more than `maxBytes`, and stays as long as it was. */
export interface SmallFile {
  mode: number;
  content: Buffer | undefined;
}

export function readSmallFile(path: string, maxBytes: number): Promise<SmallFile> {
  return ask(
    () => readSmallFileNow(path, maxBytes),
    () => readSmallFileByThread(path, maxBytes),
  );
}

function readSmallFileNow(path: string, maxBytes: number): SmallFile {
  const { mode, size } = fs.statSync(path);
  return { mode, content: size <= maxBytes ? fs.readFileSync(path) : undefined };
}

/** Four questions: a `FileHandle` asks six, and costs as much again by itself. */
async function readSmallFileByThread(path: string, maxBytes: number): Promise<SmallFile> {
  const descriptor = await openFile(path, 'r');
  try {
    const { mode, size } = await statFile(descriptor);
    if (size > maxBytes) return { mode, content: undefined };
    const buffer = Buffer.allocUnsafe(size + 1);
    const { bytesRead } = await readFrom(descriptor, buffer, 0, buffer.length, 0);
    return { mode, content: bytesRead === size ? buffer.subarray(0, size) : undefined };
  } finally {
    fs.closeSync(descriptor);
  }
}

const openFile = promisify(fs.open);
const statFile = promisify(fs.fstat);
const readFrom = promisify(fs.read);

/** Names of what lies in a folder. */
export function listFolder(folder: string): Promise<string[]> {
  return ask(
    () => fs.readdirSync(folder),
    () => promises.readdir(folder),
  );
}

export function entriesOf(folder: string): Promise<fs.Dirent[]> {
  const options = { withFileTypes: true } as const;
  return ask(
    () => fs.readdirSync(folder, options),
    () => promises.readdir(folder, options),
  );
}

export function open(path: string, flags: number): Promise<OpenFile> {
  return ask<OpenFile>(
    () => synchronousFile(fs.openSync(path, flags)),
    () => promises.open(path, flags),
  );
}

function synchronousFile(descriptor: number): OpenFile {
  const file: Record<keyof OpenFile, (...args: never[]) => Promise<unknown>> = {
    stat: () => now(() => fs.fstatSync(descriptor)),
    read: (buffer: Buffer, offset: number, length: number, position?: number) =>
      now(() => ({ bytesRead: fs.readSync(descriptor, buffer, offset, length, position ?? null), buffer })),
    readFile: () => now(() => fs.readFileSync(descriptor)),
    close: () => now(() => fs.closeSync(descriptor)),
  };
  return file as unknown as OpenFile;
}

function ask<Answer>(atOnce: () => Answer, byThread: () => Promise<Answer>): Promise<Answer> {
  return isSynchronous && !pace.isSlow ? now(atOnce) : byThread();
}

function now<Answer>(question: () => Answer): Promise<Answer> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    try {
      resolve(question());
    } finally {
      pace.note(performance.now() - startedAt);
    }
  });
}
