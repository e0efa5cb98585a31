import type { ClaimedTask } from '@packyard/schema';
import { inErrorScope } from '../process/error-scope';

// Ending programs and removing what they wrote takes its time; whoever does not stop at all would keep the slot for ever.
const MAX_STOP_MS = 20_000;

export interface StopDeadline {
  signal: AbortSignal;
  /** Is given what the stage did not catch, for example in an event of a socket. */
  fail: (error: Error) => void;
  maxStopMs?: number;
}

/**
 * Runs the stage. When it does not stop after the signal was aborted it is left behind, and the signal's reason thrown:
 * whatever it still does it does in a folder of its own, and it can store nothing.
 */
export async function runWithStopDeadline<Result>(
  task: ClaimedTask,
  stage: () => Promise<Result>,
  { signal, fail, maxStopMs = MAX_STOP_MS }: StopDeadline,
): Promise<Result> {
  const name = `task ${task.id} (${task.stage}, execution ${task.executionId})`;
  const work = inErrorScope({ name, fail }, stage);
  const { promise: leftBehind, reject } = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const wait = () => (timer = setTimeout(() => reject(signal.reason as Error), maxStopMs));
  signal.addEventListener('abort', wait, { once: true });
  if (signal.aborted) wait();
  try {
    return await Promise.race([work, leftBehind]);
  } finally {
    signal.removeEventListener('abort', wait);
    clearTimeout(timer);
  }
}
