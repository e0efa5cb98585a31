import { readFileSync } from 'node:fs';
import type { ForeignUser } from './launch';

// Numbers that no distribution gives to anybody: systemd lists 0x70000000 to 0x7fffffff as unused.
const FIRST = 0x70000000;
const EACH = 64;
// For containers that have 65536 users: those of short-lived services there.
const FIRST_OF_FEW = 61_184;
/** How many processes find their own there; their numbers are small in a container. */
const FEW = 67;

/**
 * Users without a name, for foreign programs of this process. No two that run at the same time are the same, and one that was
 * released is the last to be given again: what a program has left behind somewhere is not the next one's.
 */
export class ForeignUsers {
  private readonly taken = new Set<number>();
  private next = 0;

  constructor(
    private readonly hasMany = canBe(FIRST),
    private readonly process = globalThis.process.pid,
  ) {}

  /** For tools that share a cache: the same for all processes. */
  get shared(): ForeignUser {
    return { uid: this.hasMany ? FIRST : FIRST_OF_FEW, isUnique: false };
  }

  /** No program ever gets it but the one that ends others: no process has the number 0, and none of few is the last. */
  get killer(): number {
    return this.hasMany ? FIRST + 1 : FIRST_OF_FEW + 1 + FEW * EACH;
  }

  take(): ForeignUser {
    const first = this.hasMany ? FIRST + this.process * EACH : FIRST_OF_FEW + 1 + (this.process % FEW) * EACH;
    for (let tried = 0; tried < EACH; tried += 1) {
      const uid = first + this.next;
      this.next = (this.next + 1) % EACH;
      if (this.taken.has(uid)) continue;
      this.taken.add(uid);
      return { uid, isUnique: true };
    }
    throw new Error(`More than ${EACH} foreign programs run at the same time`);
  }

  release({ uid }: ForeignUser): void {
    this.taken.delete(uid);
  }
}

/** Whether a number means a user here: containers may know only some. */
function canBe(uid: number): boolean {
  try {
    return readFileSync('/proc/self/uid_map', 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number))
      .some(([from = 0, , length = 0]) => uid >= from && uid + 2 ** 28 <= from + length);
  } catch {
    return false;
  }
}
