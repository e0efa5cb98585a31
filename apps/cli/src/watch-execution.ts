import { setTimeout as delay } from 'node:timers/promises';
import { ExecutionEventData, type ExecutionView, hasEnded } from '@packyard/contracts';
import type { ApiClient } from './api-client';
import { CliError, EXIT_CODES } from './cli-error';
import { follow, startProgress } from './progress/progress';
import type { ProgressView } from './progress/progress-view';

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5000;
const MOST_FAILURES = 30;

/**
 * Follows an execution to its end. A stream that breaks is taken up again after the last event that came; in between the
 * execution itself is asked, so that an end is never missed.
 */
export async function watchExecution(
  client: ApiClient,
  execution: ExecutionView,
  { view, signal }: { view: ProgressView; signal: AbortSignal },
): Promise<ExecutionView> {
  let progress = startProgress(execution);
  let last = 0;
  for (let failures = 0; ;) {
    try {
      for await (const event of client.events(execution.id, last, signal)) {
        if (event.name === 'end') return await client.execution(execution.id);
        const data = ExecutionEventData.safeParse(JSON.parse(event.data));
        if (data.success) progress = follow(progress, data.data, Date.now());
        last = event.id ?? last;
        failures = 0;
        view.show(progress);
      }
    } catch (error) {
      signal.throwIfAborted();
      if (isFinal(error) || failures >= MOST_FAILURES) throw error;
    }
    await delay(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures), undefined, { signal });
    failures += 1;
    const current = await client.execution(execution.id).catch((error: unknown) => {
      if (isFinal(error)) throw error;
      return undefined;
    });
    if (current !== undefined && hasEnded(current.status)) return current;
  }
}

/** A service that is away may come back; one that refuses won't change its mind. */
function isFinal(error: unknown): boolean {
  return (
    error instanceof CliError && error.exitCode !== EXIT_CODES.unreachable && error.exitCode !== EXIT_CODES.failure
  );
}
