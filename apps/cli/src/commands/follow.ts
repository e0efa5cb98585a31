import { type ExecutionView, hasEnded } from '@packyard/contracts';
import { EXIT_CODES, type ExitCode } from '../cli-error';
import type { Context } from '../context';
import { hasSucceeded, summaryLines } from '../progress/summary';
import { watchExecution } from '../watch-execution';

/** Signals by which somebody stops looking. The execution goes on without them. */
const INTERRUPTIONS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Shows an execution until it has ended, and answers the exit code. Ctrl-C lets go of it without cancelling it. */
export async function follow(
  context: Context,
  execution: ExecutionView,
  { isJson }: { isJson: boolean },
): Promise<ExitCode> {
  const ended = await followQuietly(context, execution, { isJson });
  if (ended === undefined) return EXIT_CODES.interrupted;
  if (isJson) context.printJson({ ...ended, output: ended.result });
  else context.print(summaryLines(ended, context.style));
  return hasSucceeded(ended) ? EXIT_CODES.success : EXIT_CODES.failure;
}

/** The same for those who say themselves what came of it; nothing when somebody let go of it. */
export async function followQuietly(
  context: Context,
  execution: ExecutionView,
  { isJson }: { isJson: boolean },
): Promise<ExecutionView | undefined> {
  const interrupted = new AbortController();
  try {
    return await watch(context, execution, { isJson, interrupted });
  } catch (error) {
    const { id } = execution;
    const ways = `watch it with: packyard execution watch ${id}\ncancel it with: packyard execution cancel ${id}`;
    if (!interrupted.signal.aborted) {
      context.tell(`execution ${id} may go on; ${ways}`);
      throw error;
    }
    context.tell(`\nexecution ${id} goes on; ${ways}`);
    return undefined;
  }
}

async function watch(
  { client, openView }: Pick<Context, 'client' | 'openView'>,
  execution: ExecutionView,
  { isJson, interrupted }: { isJson: boolean; interrupted: AbortController },
): Promise<ExecutionView> {
  if (hasEnded(execution.status)) return execution;
  const interrupt = () => interrupted.abort();
  // Only once: a second Ctrl-C ends the process in any case.
  for (const signal of INTERRUPTIONS) process.once(signal, interrupt);
  const view = openView(isJson);
  try {
    return await watchExecution(client, execution, { view, signal: interrupted.signal });
  } finally {
    view.close();
    for (const signal of INTERRUPTIONS) process.removeListener(signal, interrupt);
  }
}
