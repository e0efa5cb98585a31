import { type ExecutionView, hasEnded } from '@packyard/contracts';
import { EXIT_CODES, type ExitCode } from '../cli-error';
import type { CommandContext } from '../command-context';
import { hasSucceeded, summaryLines } from '../progress/summary';
import { type OutputOptions } from '../output/output-format';
import { watchExecution } from '../watch-execution';

/** Signals by which somebody stops looking. The execution goes on without them. */
const INTERRUPTIONS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Shows an execution until it has ended, and answers the exit code. Ctrl-C lets go of it without cancelling it. */
export async function follow(
  context: CommandContext,
  execution: ExecutionView,
  options: OutputOptions,
): Promise<ExitCode> {
  const ended = await followQuietly(context, execution, options);
  if (ended === undefined) return EXIT_CODES.interrupted;
  context.show({ ...ended, output: ended.result }, options, { lines: (shown) => summaryLines(shown, context.style) });
  return hasSucceeded(ended) ? EXIT_CODES.success : EXIT_CODES.failure;
}

/** For whoever does not wait for the end. */
export function showSubmitted({ show }: CommandContext, execution: ExecutionView, options: OutputOptions): void {
  show(execution, options, {
    lines: ({ id, status }) => [`execution ${id} ${status}; watch it with: packyard execution watch ${id}`],
  });
}

/** The same for those who say themselves what came of it; nothing when somebody let go of it. */
export async function followQuietly(
  context: CommandContext,
  execution: ExecutionView,
  options: OutputOptions,
): Promise<ExecutionView | undefined> {
  const interrupted = new AbortController();
  try {
    return await watch(context, execution, { options, interrupted });
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
  { client, openView }: Pick<CommandContext, 'client' | 'openView'>,
  execution: ExecutionView,
  { options, interrupted }: { options: OutputOptions; interrupted: AbortController },
): Promise<ExecutionView> {
  if (hasEnded(execution.status)) return execution;
  const interrupt = () => interrupted.abort();
  // Only once: a second Ctrl-C ends the process in any case.
  for (const signal of INTERRUPTIONS) process.once(signal, interrupt);
  const view = openView(options);
  try {
    return await watchExecution(client, execution, { view, signal: interrupted.signal });
  } finally {
    view.close();
    for (const signal of INTERRUPTIONS) process.removeListener(signal, interrupt);
  }
}
