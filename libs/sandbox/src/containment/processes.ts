import { readdir, readFile, stat } from 'node:fs/promises';

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
    const [text, { uid }] = await Promise.all([readFile(`/proc/${name}/stat`, 'latin1'), stat(`/proc/${name}`)]);
    // The name of the program stands in brackets and may contain anything.
    const [state, parent, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return undefined;
    const memoryBytes = Number(rest[19]) * PAGE_BYTES;
    return {
      pid: Number(name),
      parent: Number(parent),
      startedAt: rest[17] ?? '',
      uid,
      memoryBytes,
      threads: Number(rest[15]),
    };
  } catch {
    return undefined;
  }
}
