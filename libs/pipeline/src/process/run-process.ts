import { Logger } from '@nestjs/common';
import { EXIT_CODES } from './exit-code';
import { ProcessLife } from './process-life';
import { StderrLogger } from './stderr-logger';

/**
 * Runs a process until SIGTERM or SIGINT, also while it is still starting. A second signal ends it at once, in the way in
 * which the system does that.
 */
export function runProcess(start: (life: ProcessLife) => Promise<unknown>): void {
  // Those whom foreign code runs as have to get to their own folders. What is for nobody else says so when it is made.
  process.umask(0o022);
  // Also of what is said before Nest has made the application.
  Logger.overrideLogger(new StderrLogger());
  const life = new ProcessLife();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => endBy(signal, life));
  process.on('uncaughtException', (error) => life.escaped(error));
  process.on('unhandledRejection', (error) => life.escaped(error));
  start(life).catch((error: unknown) => life.notStarted(error));
}

/** The log says that it was asked for: who finds a process gone looks there first. */
function endBy(signal: NodeJS.Signals, life: ProcessLife): void {
  new Logger('Process').log(`${signal}: it was asked to end.`);
  void life.end(EXIT_CODES.ended);
}
