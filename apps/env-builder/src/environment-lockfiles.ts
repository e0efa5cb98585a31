import { Injectable } from '@nestjs/common';
import { ReplicatedLockfiles } from '@packyard/content';
import { type EnvironmentRequest, RejectedError } from '@packyard/contracts';
import type { EnvironmentEntity } from '@packyard/schema';
import { sha256Of } from '@packyard/store';

const MAX_SHOWN = 3;
const HINT =
  'Make the package index offer what the lock names, build with the same tools, or install without the lock.';

interface NamedEnvironment {
  environment: EnvironmentEntity;
  /** Of the pack that it is built for. */
  packName: string;
}

/** Lockfiles of environments: what was built from one that came with the request is of its packages, or not built at all. */
@Injectable()
export class EnvironmentLockfiles {
  constructor(private readonly lockfiles: ReplicatedLockfiles) {}

  /**
   * Nothing for an environment that is not locked.
   * @throws RejectedError ENVIRONMENT_FAILED when the lockfile is not there any more
   */
  async requestedLockfile({ runtime, locked }: EnvironmentRequest): Promise<string | undefined> {
    if (locked === undefined) return undefined;
    const lock = await this.lockfiles.requested(locked);
    if (lock !== undefined) return lock;
    const message = `The lockfile ${locked} of a ${runtime} environment, which came with the request, is not in the store any more.`;
    throw new RejectedError('ENVIRONMENT_FAILED', message, { hint: 'Install from the lock once more.' });
  }

  /** What an earlier build of the environment installed. */
  async latestOf({ runtime, fingerprint }: EnvironmentEntity): Promise<string | undefined> {
    return (await this.lockfiles.latest(runtime, fingerprint))?.text;
  }

  /** For the next build of the environment, and for whoever writes a `packs.lock`. */
  keep({ runtime, fingerprint }: EnvironmentEntity, lock: string): Promise<void> {
    return this.lockfiles.keep(runtime, fingerprint, lock);
  }

  /** What can't be built from a lockfile is no fault of the pack. */
  async withLockMismatchError<Result>(named: NamedEnvironment, build: () => Promise<Result>): Promise<Result> {
    try {
      return await build();
    } catch (error) {
      const isBuildFailure = error instanceof RejectedError && error.code === 'ENVIRONMENT_FAILED';
      if (!isBuildFailure || named.environment.request.locked === undefined) throw error;
      throw mismatch(named, error.message.replace(/\.$/, ''), error);
    }
  }

  /**
   * An index that has some of the packages no more leads to others: those are not what was asked for.
   * @throws RejectedError LOCK_MISMATCH, naming what differs
   */
  async assertSame(named: NamedEnvironment, lock: string): Promise<void> {
    const { locked } = named.environment.request;
    if (locked === undefined || sha256Of(lock) === locked) return;
    throw mismatch(named, difference((await this.lockfiles.requested(locked)) ?? '', lock));
  }
}

function mismatch({ environment, packName }: NamedEnvironment, problem: string, cause?: Error): RejectedError {
  const message = `The ${environment.runtime} environment of ${packName} can't be built as its lock says: ${problem}.`;
  return new RejectedError('LOCK_MISMATCH', message, { hint: HINT, ...(cause === undefined ? {} : { cause }) });
}

/** The first lines that only one of them has. */
function difference(wanted: string, found: string): string {
  const lines = (text: string) => new Set(text.split('\n').map((line) => line.trim()));
  const [before, after] = [lines(wanted), lines(found)];
  const missing = [...before].filter((line) => !after.has(line)).slice(0, MAX_SHOWN);
  const other = [...after].filter((line) => !before.has(line)).slice(0, MAX_SHOWN);
  return `instead of ${missing.join(' ') || 'nothing'} it would have ${other.join(' ') || 'nothing'}`;
}
