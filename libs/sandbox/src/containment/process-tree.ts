import { setTimeout as delay } from 'node:timers/promises';
import type { Identity } from './launch';
import { listProcesses, type ProcessEntry, readOfThreads } from './processes';

const POLL_MS = 20;
/** A processor that is busy takes its time until what it was told is so. */
const MOST_POLLS_OF_STOPPED = 10;

/** All that a foreign program has started, whatever sessions and groups it made for itself. */
export class ProcessTree {
  /** By number and start, also those whose parent has ended. */
  private readonly seen = new Map<string, ProcessEntry>();
  private isWoken = false;

  constructor(
    private readonly root: number,
    private readonly identity: Identity | undefined,
    /** A variable that only these processes have, for where they have no user of their own. */
    private readonly mark?: string,
  ) {}

  async members(maxAgeMs?: number): Promise<ProcessEntry[]> {
    const all = await listProcesses(maxAgeMs);
    const isOfUser = ({ uid }: ProcessEntry) => this.identity?.isUnique === true && uid === this.identity.uid;
    const found = new Map<number, ProcessEntry>();
    const children = new Map<number, ProcessEntry[]>();
    for (const entry of all) {
      children.set(entry.parent, [...(children.get(entry.parent) ?? []), entry]);
      if (entry.pid === this.root || isOfUser(entry) || this.seen.has(keyOf(entry))) found.set(entry.pid, entry);
    }
    for (const entry of found.values()) for (const child of children.get(entry.pid) ?? []) found.set(child.pid, child);
    for (const entry of found.values()) this.seen.set(keyOf(entry), entry);
    return [...found.values()];
  }

  /** Whether some of it woke others while it was to stand still last. */
  get wasWoken(): boolean {
    return this.isWoken;
  }

  /** Nothing of it moves while that is done, unless {@link wasWoken}. */
  async whileStopped<T>(task: () => Promise<T>): Promise<T> {
    const stopped = new Set<number>();
    const seen = new Set<number>();
    try {
      for (let more = await this.members(0); more.length > 0;) {
        for (const { pid } of more) if (signal(pid, 'SIGSTOP')) stopped.add(pid);
        for (const { pid } of more) seen.add(pid);
        more = (await this.members(0)).filter(({ pid }) => !seen.has(pid));
      }
      const result = await task();
      this.isWoken = await this.isAwake(stopped);
      return result;
    } finally {
      for (const pid of stopped) signal(pid, 'SIGCONT');
    }
  }

  private async isAwake(stopped: ReadonlySet<number>): Promise<boolean> {
    for (let polls = 0; polls < MOST_POLLS_OF_STOPPED; polls += 1) {
      const members = await this.members(0);
      if (!members.some(({ pid, isAwake }) => isAwake && stopped.has(pid))) return false;
      await delay(POLL_MS);
    }
    return true;
  }

  /** Kills until nothing is left. What multiplies is stopped first: what stands still starts nothing new. */
  async end(): Promise<void> {
    let known = 0;
    for (let left = await this.left(); left.length > 0; left = await this.left()) {
      const isGrowing = this.seen.size > known;
      known = this.seen.size;
      for (const { pid } of left) signal(pid, isGrowing ? 'SIGSTOP' : 'SIGKILL');
      if (!isGrowing) await delay(POLL_MS);
    }
  }

  private async left(): Promise<ProcessEntry[]> {
    for (const entry of await this.marked()) this.seen.set(keyOf(entry), entry);
    return this.members(0);
  }

  /** What has lost its parents is known by the variable that it was given, unless it has thrown that away. */
  private async marked(): Promise<ProcessEntry[]> {
    const { mark } = this;
    if (mark === undefined) return [];
    const own = (await listProcesses(0)).filter(({ uid }) => uid === process.getuid?.());
    const isMarked = await Promise.all(own.map(async ({ pid }) => (await environmentOf(pid)).includes(mark)));
    return own.filter((_entry, index) => isMarked[index]);
  }
}

function keyOf({ pid, startedAt }: ProcessEntry): string {
  return `${pid} ${startedAt}`;
}

/** Asked of its threads: a first thread that has ended has none. */
async function environmentOf(pid: number): Promise<string> {
  return (await readOfThreads(pid, 'environ')).join('');
}

/** Whether it could be sent. */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Gone already, or a program of the system that works for us and ends with what it works for.
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
    return false;
  }
}
