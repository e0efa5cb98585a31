import { setTimeout as delay } from 'node:timers/promises';
import { ExecutionEventData, type ExecutionView, hasEnded } from '@packyard/contracts';
import type { ApiClient } from './api-client';
import { CliError, EXIT_CODES } from './cli-error';
import { parseJson } from './parse-json';
import { changesTo, follow, type Progress, startProgress, withoutDropped } from './progress/progress';
import type { ProgressView } from './progress/progress-view';

interface Watch {
  view: ProgressView;
  signal: AbortSignal;
  /** The first pause before the stream is taken up again; each failure in a row doubles it. */
  firstWaitMs?: number;
  /** How long the service may give no answer at all. */
  giveUpAfterMs?: number;
}

const FIRST_WAIT_MS = 200;
const MAX_WAIT_MS = 5000;
const GIVE_UP_AFTER_MS = 120_000;
/** A stream that was lost once comes back with all events; only one that stays away is replaced by asking. */
const FAILURES_BEFORE_POLLING = 2;

/**
 * Follows an execution to its end. A stream that breaks is taken up again after the last event that came; in between the
 * execution itself is asked, so that an end is never missed, and someone without a stream still sees what happens.
 */
export async function watchExecution(
  client: ApiClient,
  execution: ExecutionView,
  watch: Watch,
): Promise<ExecutionView> {
  const { view, signal, firstWaitMs = FIRST_WAIT_MS, giveUpAfterMs = GIVE_UP_AFTER_MS } = watch;
  let progress = startProgress(execution, Date.now());
  const show = (event: ExecutionEventData) => view.show((progress = follow(progress, event, Date.now())));
  let last = 0;
  let [brokenStreams, answeredAtMs] = [0, Date.now()];
  view.show(progress);
  for (;;) {
    try {
      for await (const { id, name, data } of client.events(execution.id, last, signal)) {
        [brokenStreams, answeredAtMs] = [0, Date.now()];
        if (name === 'end') break;
        last = id ?? last;
        const event = ExecutionEventData.safeParse(parseJson(data));
        if (event.success) show(event.data);
      }
    } catch {
      // Whatever is wrong with the stream: the next request finds out whether it is the end.
      signal.throwIfAborted();
    }
    const current = await client.execution(execution.id, signal).catch((error: unknown) => {
      throwIfFinal(error, signal);
      if (Date.now() - answeredAtMs >= giveUpAfterMs) throw error;
      return undefined;
    });
    if (current !== undefined) answeredAtMs = Date.now();
    if (current !== undefined && hasEnded(current.status)) return finish(current, progress, view);
    brokenStreams += 1;
    if (current !== undefined && brokenStreams >= FAILURES_BEFORE_POLLING) changesTo(progress, current).forEach(show);
    const waitMs = Math.min(MAX_WAIT_MS, firstWaitMs * 2 ** Math.max(0, brokenStreams - 1));
    await delay(waitMs, undefined, { signal });
  }
}

function finish(ended: ExecutionView, progress: Progress, view: ProgressView): ExecutionView {
  let last = withoutDropped(progress, ended);
  for (const event of changesTo(last, ended)) view.show((last = follow(last, event, Date.now())));
  view.show(last);
  return ended;
}

/** A service that is away may come back, and one that is busy answers later; one that refuses won't change its mind. */
function throwIfFinal(error: unknown, signal: AbortSignal): void {
  signal.throwIfAborted();
  if (error instanceof CliError && error.exitCode !== EXIT_CODES.unreachable && error.refusal?.isPassing !== true)
    throw error;
}
