import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { ReaderEnded, ReaderPool } from '@packyard/sandbox';
import { assertSameHashes, type NamedLockfile } from '../nodejs/assert-same-hashes';
import { type LockfileNames, lockNames } from './lockfile-names';

/** What is no longer than this is read within a moment; most locks are. */
const AT_ONCE = 256 * 2 ** 10;
const MAX_HEAP_MEGABYTES = 768;
const MAX_MEMORY_MEGABYTES = 1024;
const MAX_MS = 120_000;

/**
 * A lock of 16 MiB that nobody's tool has written takes up to a minute to read. Longer ones are read in a process of its own,
 * so that meanwhile the worker renews its leases and answers; it is ended when it takes too much.
 */
const pool = new ReaderPool({
  script: join(__dirname, `lockfile-reading.process${__filename.slice(-3)}`),
  maxHeapMegabytes: MAX_HEAP_MEGABYTES,
  maxMemoryMegabytes: MAX_MEMORY_MEGABYTES,
  size: 2,
});

/** @throws RejectedError ENVIRONMENT_FAILED as {@link lockNames}, LIMIT_EXCEEDED; the signal's reason */
export function readLockfileNames(lock: NamedLockfile, signal: AbortSignal): Promise<LockfileNames> {
  if (lock.text.length <= AT_ONCE) return Promise.resolve(lockNames(lock.text, lock.file));
  return inProcess(lock, { method: 'names', input: lock, signal });
}

/** @throws RejectedError ENVIRONMENT_FAILED as {@link assertSameHashes}, LIMIT_EXCEEDED; the signal's reason */
export async function compareLockfiles(lock: NamedLockfile, made: string, signal: AbortSignal): Promise<void> {
  if (lock.text.length + made.length <= AT_ONCE) assertSameHashes(lock, made);
  else await inProcess(lock, { method: 'compare', input: { lock, made }, signal });
}

async function inProcess<Result>(
  { file, text }: NamedLockfile,
  work: { method: string; input: unknown; signal: AbortSignal },
): Promise<Result> {
  try {
    return await pool.run<Result>({ ...work, maxMs: MAX_MS });
  } catch (error) {
    work.signal.throwIfAborted();
    if (!(error instanceof ReaderEnded)) throw error;
    const took = { memory: `takes more than ${MAX_MEMORY_MEGABYTES} MB of memory`, time: 'takes too long' };
    const what = error.reason === 'crash' ? 'ends what reads it' : `${took[error.reason]} to read`;
    throw new RejectedError('LIMIT_EXCEEDED', `${file}, of ${text.length} characters, ${what}. Nothing was run.`, {
      hint: `Fix the pack: have its tool write ${file} anew, or leave it out.`,
      cause: error,
    });
  }
}
