import { readFileSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';

export interface ProcessEntry {
  pid: number;
  parent: number;
  /** Tells a process from a later one with the same number. */
  startedAt: string;
  uid: number;
  memoryBytes: number;
  threads: number;
}

const PAGE_BYTES = 4096;
const FRESH_MS = 100;
let latest: { at: number; entries: Promise<ProcessEntry[]> } | undefined;

/** All processes of the machine that can be seen from here; none where there is no `/proc`. Shared by those who ask at the same time. */
export function listProcesses(maxAgeMs = FRESH_MS): Promise<ProcessEntry[]> {
  const now = performance.now();
  if (latest === undefined || now - latest.at > maxAgeMs) latest = { at: now, entries: readAll() };
  return latest.entries;
}

async function readAll(): Promise<ProcessEntry[]> {
  const names = await readdir('/proc').catch(() => []);
  const entries = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(readOne));
  return entries.flatMap((entry) => entry ?? []);
}

/** Nothing for what has ended meanwhile, and for what has ended but was not waited for yet. */
async function readOne(name: string): Promise<ProcessEntry | undefined> {
  try {
    // No disk is waited for here, and to have it read in the background takes four times as long.
    const text = readFileSync(`/proc/${name}/stat`, 'latin1');
    const { uid } = statSync(`/proc/${name}`);
    // The name of the program stands in brackets and may contain anything.
    const [state, parent, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const threads = Number(rest[15]);
    // A process whose first thread has ended looks as if it had ended; its other threads run on.
    const hasEnded = state === 'Z' && threads <= 1;
    if (hasEnded || state === 'X') return undefined;
    const memoryBytes = (state === 'Z' ? await pagesOfThreads(name) : Number(rest[19])) * PAGE_BYTES;
    return {
      pid: Number(name),
      parent: Number(parent),
      startedAt: rest[17] ?? '',
      uid,
      memoryBytes,
      threads,
    };
  } catch {
    return undefined;
  }
}

/** The memory of a process is told by each of its threads that lives. */
async function pagesOfThreads(name: string): Promise<number> {
  const texts = await readOfThreads(name, 'statm');
  return Math.max(0, ...texts.map((text) => Number(text.split(' ')[1] ?? 0)));
}

/** A file below `/proc/<process>/task/<thread>`, of each thread that still has it. */
export async function readOfThreads(process: number | string, file: string): Promise<string[]> {
  const threads = await readdir(`/proc/${process}/task`).catch(() => []);
  const reads = threads.map((thread) => readFile(`/proc/${process}/task/${thread}/${file}`, 'latin1').catch(() => ''));
  return Promise.all(reads);
}
