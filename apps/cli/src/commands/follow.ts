import { type ExecutionView, hasEnded } from '@packyard/contracts';
import { EXIT_CODES, type ExitCode } from '../cli-error';
import type { Context } from '../context';
import { hasSucceeded, summaryLines } from '../progress/summary';
import { watchExecution } from '../watch-execution';

/** Shows an execution until it has ended, and answers the exit code. Ctrl-C lets go of it without cancelling it. */
export async function follow(
  context: Context,
  execution: ExecutionView,
  { isJson }: { isJson: boolean },
): Promise<ExitCode> {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once('SIGINT', interrupt);
  const view = hasEnded(execution.status) ? undefined : context.openView(isJson);
  try {
    const ended =
      view === undefined
        ? execution
        : await watchExecution(context.client, execution, { view, signal: interrupted.signal });
    view?.close();
    if (isJson) context.printJson(ended);
    else context.print(summaryLines(ended, context.style));
    return hasSucceeded(ended) ? EXIT_CODES.success : EXIT_CODES.failure;
  } catch (error) {
    view?.close();
    if (!interrupted.signal.aborted) throw error;
    const { id } = execution;
    process.stderr.write(
      `\nexecution ${id} goes on; watch it with: packyard execution watch ${id}, or cancel it with: packyard execution cancel ${id}\n`,
    );
    return EXIT_CODES.interrupted;
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
}
