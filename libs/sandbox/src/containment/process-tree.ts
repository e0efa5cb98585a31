import { setTimeout as delay } from 'node:timers/promises';
import type { ForeignUser } from './launch';
import { sendSignal } from './send-signal';
import { StoppedProgramCheck } from './stopped-program-check';
import { listProcesses, type ProcessEntry, readOfThreads } from './processes';

const POLL_MS = 20;

/** All that a foreign program has started, whatever sessions and groups it made for itself. */
export class ProcessTree {
  /** By number and start, also those whose parent has ended. */
  private readonly seen = new Map<string, ProcessEntry>();
  private isWoken = false;
  private isEnding = false;

  constructor(
    private readonly root: number,
    private readonly foreignUser: ForeignUser | undefined,
    /** A variable that only these processes have, for where they have no user of their own. */
    private readonly mark?: string,
  ) {}

  async members(maxAgeMs?: number): Promise<ProcessEntry[]> {
    const all = await listProcesses(maxAgeMs);
    const isOfUser = ({ uid }: ProcessEntry) => this.foreignUser?.isUnique === true && uid === this.foreignUser.uid;
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

  /** Whether some of it did not stand still when it was to, since this was asked last. */
  wasWoken(): boolean {
    const { isWoken } = this;
    this.isWoken = false;
    return isWoken;
  }

  /** Nothing of it moves while that is done, unless it {@link wasWoken}. */
  async whileStopped<T>(task: () => Promise<T>): Promise<T> {
    const stopped = new Set<number>();
    const seen = new Set<number>();
    try {
      for (let more = await this.members(0); more.length > 0 && !this.isEnding;) {
        for (const { pid } of more) if (sendSignal(pid, 'SIGSTOP')) stopped.add(pid);
        for (const { pid } of more) seen.add(pid);
        more = (await this.members(0)).filter(({ pid }) => !seen.has(pid));
      }
      const check = new StoppedProgramCheck(stopped);
      try {
        return await task();
      } finally {
        if (await check.end()) this.isWoken = true;
      }
    } finally {
      // What is to end must not start anything any more.
      if (!this.isEnding) for (const pid of stopped) sendSignal(pid, 'SIGCONT');
    }
  }

  /** For what is going to be ended: it does nothing more until then. */
  halt(members: readonly ProcessEntry[]): void {
    this.isEnding = true;
    for (const { pid } of members) sendSignal(pid, 'SIGSTOP');
  }

  /** Kills until nothing is left. What multiplies is stopped first: what stands still starts nothing new. */
  async end(): Promise<void> {
    this.isEnding = true;
    // Before anything that takes the longer the more there are.
    this.halt(await this.members(0));
    let known = 0;
    for (let left = await this.left(); left.length > 0; left = await this.left()) {
      const isGrowing = this.seen.size > known;
      known = this.seen.size;
      for (const { pid } of left) sendSignal(pid, isGrowing ? 'SIGSTOP' : 'SIGKILL');
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
