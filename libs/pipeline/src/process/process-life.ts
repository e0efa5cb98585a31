import { inspect } from 'node:util';
import { PackyardError, reportError } from '@packyard/contracts';
import { translateDatabaseTrouble } from '@packyard/schema';
import { ownerOfError } from './error-scope';
import { EXIT_CODES, type ExitCode } from './exit-code';
import { exitAtOnce } from './exit-at-once';
import { StderrLogger } from './stderr-logger';
import { translateSystemTrouble } from './system-trouble';
import { withinTime } from './within-time';

// Together below the 15 seconds that whoever stops a process may wait for it.
const SHUTDOWN_TIMEOUT_MS = 9_000;
const MAX_LAST_STEP_MS = 4_000;

type Close = (exitCode: ExitCode) => Promise<unknown>;

/** Ends a process in order, whatever asks it to, and in any case: what does not stop in time is left behind. */
export class ProcessLife {
  private readonly logger = new StderrLogger();
  private readonly steps: { close: Close; maxMs: number }[] = [];
  private readonly lastSteps: Close[] = [];
  private ending: Promise<never> | undefined;

  /** How the work of this process is stopped; `drainSeconds` longer, where others are told first. */
  beforeEnd(close: Close, drainSeconds = 0): void {
    this.steps.unshift({ close, maxMs: SHUTDOWN_TIMEOUT_MS + drainSeconds * 1000 });
  }

  /** What the work needs to the last, such as a database of its own. These end side by side. */
  atTheEnd(close: Close): void {
    this.lastSteps.push(close);
  }

  get isEnding(): boolean {
    return this.ending !== undefined;
  }

  end(exitCode: ExitCode, lastWords = ''): Promise<never> {
    return (this.ending ??= this.close(exitCode, lastWords));
  }

  /** Of a process that could not start: what is wrong, and in the last line what to do. */
  async notStarted(error: unknown): Promise<never> {
    const known = translateDatabaseTrouble(error);
    const { code } = reportError(known);
    return this.end(code === 'SCHEMA_MISMATCH' ? EXIT_CODES.schemaUnfit : EXIT_CODES.notStarted, lastWords(known));
  }

  /** Something that the process can't do without is gone for good: a supervisor has to start it again. */
  lost(error: unknown): Promise<never> {
    return this.end(EXIT_CODES.broken, lastWords(error));
  }

  /** An error that nobody caught fails the task or the request that it comes from; without one, the process ends. */
  escaped(error: unknown): void {
    const owner = ownerOfError();
    if (this.isEnding) return;
    const stack = error instanceof Error ? (error.stack ?? error.message) : inspect(error);
    if (owner === undefined) {
      this.logger.error(`An error that nobody caught ends the process: ${stack}`);
      void this.end(EXIT_CODES.broken);
    } else {
      this.logger.error(`An error that nobody caught fails ${owner.name}: ${stack}`);
      owner.fail(error instanceof Error ? error : new Error(inspect(error)));
    }
  }

  private async close(exitCode: ExitCode, lastWords: string): Promise<never> {
    let isInOrder = true;
    for (const { close, maxMs } of this.steps) {
      isInOrder = (await withinTime(maxMs, this.attempt(close, exitCode))) && isInOrder;
    }
    const last = this.lastSteps.map((close) => this.attempt(close, exitCode));
    isInOrder = (await withinTime(MAX_LAST_STEP_MS, Promise.all(last))) && isInOrder;
    if (!isInOrder) this.logger.warn('Not everything stopped in time; the process ends nevertheless.');
    if (lastWords !== '') process.stderr.write(`${lastWords}\n`);
    exitAtOnce(exitCode === EXIT_CODES.ended && !isInOrder ? EXIT_CODES.forced : exitCode);
  }

  private async attempt(close: Close, exitCode: ExitCode): Promise<void> {
    try {
      await close(exitCode);
    } catch (error) {
      this.logger.error(`Something could not be closed: ${inspect(error)}`);
    }
  }
}

function lastWords(thrown: unknown): string {
  const error = translateSystemTrouble(thrown);
  const { message, hint } = reportError(error);
  return `${error instanceof PackyardError ? '' : `${inspect(error)}\n`}${message}\n${hint ?? ''}`.trim();
}
