import { readdir, stat, statfs } from 'node:fs/promises';
import type { ProcessEntry } from './processes';

/** What processes hold open that lies in no folder any more, or never did: it goes when they close it, and `du` can't see it. */
export interface DeletedOpenFiles {
  /** Of files that have only memory behind them. */
  memoryBytes: number;
  diskBytes: number;
  /** Whether a process does not let itself be looked at. */
  isHidden: boolean;
  /** Whether there is more than can be looked at in time: what is over the number is not counted. */
  isTooMuch: boolean;
}

const BLOCK_BYTES = 512;
const AT_ONCE = 64;
// Threads that share their open files are counted one by one: about a second of looking.
const MAX_ENTRIES = 100_000;
/** tmpfs, which is that of `memfd_create` as well, and hugetlbfs. */
const MEMORY_TYPES = [0x01021994, 0x958458f6];

/** Each file counts once, whoever has it open. Nothing where there is no `/proc`. */
export async function deletedOpenFiles(processes: readonly ProcessEntry[]): Promise<DeletedOpenFiles> {
  const held: DeletedOpenFiles = { memoryBytes: 0, diskBytes: 0, isHidden: false, isTooMuch: false };
  let entries = 0;
  const seen = new Set<string>();
  for (const entry of processes) {
    for (const folder of await tablesOf(entry)) {
      const names = await readdir(folder).catch((error: unknown) => {
        held.isHidden ||= (error as NodeJS.ErrnoException).code === 'EACCES';
        return [];
      });
      entries += names.length;
      held.isTooMuch = entries > MAX_ENTRIES;
      if (held.isTooMuch) return held;
      for (let at = 0; at < names.length; at += AT_ONCE) {
        const paths = names.slice(at, at + AT_ONCE).map((name) => `${folder}/${name}`);
        await Promise.all(paths.map((path) => addHeld(path, held, seen)));
      }
    }
  }
  return held;
}

/** Threads may have open files of their own. */
async function tablesOf({ pid, threads }: ProcessEntry): Promise<string[]> {
  if (threads <= 1) return [`/proc/${pid}/fd`];
  const names = await readdir(`/proc/${pid}/task`).catch(() => []);
  return names.map((name) => `/proc/${pid}/task/${name}/fd`);
}

/** Closed meanwhile, or of another user where the service may not look at these: nothing. */
async function addHeld(path: string, held: DeletedOpenFiles, seen: Set<string>): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile() || found.nlink > 0) return;
  const key = `${found.dev} ${found.ino}`;
  if (seen.has(key)) return;
  seen.add(key);
  const system = await statfs(path).catch(() => undefined);
  const isMemory = system !== undefined && MEMORY_TYPES.includes(system.type);
  held[isMemory ? 'memoryBytes' : 'diskBytes'] += found.blocks * BLOCK_BYTES;
}
