import { Injectable } from '@nestjs/common';
import { type EnvironmentRequest, RejectedError } from '@packyard/contracts';
import type { EnvironmentEntity } from '@packyard/schema';
import { GivenLocks, sha256Of } from '@packyard/store';

const MOST_SHOWN = 3;
const HINT =
  'Make the package index offer what the lock names, build with the same tools, or install without the lock.';

interface Named {
  environment: EnvironmentEntity;
  /** Of the pack that it is built for. */
  packName: string;
}

/** Environments that are built from a lock that came with the request: of its packages, or not at all. */
@Injectable()
export class LockedBuild {
  constructor(private readonly locks: GivenLocks) {}

  /**
   * Nothing for an environment that is not locked.
   * @throws RejectedError ENVIRONMENT_FAILED when the lock is not there any more
   */
  async lockOf({ runtime, locked }: EnvironmentRequest): Promise<string | undefined> {
    if (locked === undefined) return undefined;
    const lock = await this.locks.read(locked);
    if (lock !== undefined) return lock;
    const message = `The lock ${locked} of a ${runtime} environment, which came with the request, is not in the store any more.`;
    throw new RejectedError('ENVIRONMENT_FAILED', message, { hint: 'Install from the lock once more.' });
  }

  /** What can't be built from a lock is no fault of the pack. */
  async explained<Result>(named: Named, build: () => Promise<Result>): Promise<Result> {
    try {
      return await build();
    } catch (error) {
      const isOurs = error instanceof RejectedError && error.code === 'ENVIRONMENT_FAILED';
      if (!isOurs || named.environment.request.locked === undefined) throw error;
      throw mismatch(named, error.message.replace(/\.$/, ''), error);
    }
  }

  /**
   * An index that has some of the packages no more leads to others: those are not what was asked for.
   * @throws RejectedError LOCK_MISMATCH, naming what differs
   */
  async assertSame(named: Named, lock: string): Promise<void> {
    const { locked } = named.environment.request;
    if (locked === undefined || sha256Of(lock) === locked) return;
    throw mismatch(named, difference((await this.locks.read(locked)) ?? '', lock));
  }
}

function mismatch({ environment, packName }: Named, problem: string, cause?: Error): RejectedError {
  const message = `The ${environment.runtime} environment of ${packName} can't be built as its lock says: ${problem}.`;
  return new RejectedError('LOCK_MISMATCH', message, { hint: HINT, ...(cause === undefined ? {} : { cause }) });
}

/** The first lines that only one of them has. */
function difference(wanted: string, found: string): string {
  const lines = (text: string) => new Set(text.split('\n').map((line) => line.trim()));
  const [before, after] = [lines(wanted), lines(found)];
  const missing = [...before].filter((line) => !after.has(line)).slice(0, MOST_SHOWN);
  const other = [...after].filter((line) => !before.has(line)).slice(0, MOST_SHOWN);
  return `instead of ${missing.join(' ') || 'nothing'} it would have ${other.join(' ') || 'nothing'}`;
}
