import { RejectedError } from '@packyard/contracts';
import { AbortTimer } from '@packyard/sandbox';

interface TimeLimit {
  seconds: number;
  signal: AbortSignal;
  /** What took too long, to begin a sentence with: `Downloading slack@1.0.0`. */
  subject: string;
  /** Which parameter gives it more time. */
  hint: string;
}

/** Runs the work with a signal that is also aborted when the time is up, and then says so in words. */
export async function withTimeLimit<Result>(
  limit: TimeLimit,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const timer = new AbortTimer(limit.seconds * 1000);
  try {
    return await work(AbortSignal.any([limit.signal, timer.signal]));
  } catch (error) {
    if (!timer.isUp || limit.signal.aborted) throw error;
    throw new RejectedError(
      'TIMED_OUT',
      `${limit.subject} took longer than ${limit.seconds} seconds and was stopped.`,
      {
        hint: limit.hint,
        cause: error,
      },
    );
  } finally {
    timer.stop();
  }
}
