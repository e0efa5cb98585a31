import { existsSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { inspect } from 'node:util';

const SHELL = '/bin/sh';
// Which are written when a process ends in the usual way.
const PROFILES = /^--(cpu|heap)-prof/;

/**
 * Ends the process at once. `process.exit` may wait forever (nodejs/node#54918): for threads of V8 that wait for a collection
 * of garbage, which this thread would do if it weren't waiting. What takes the place of the program waits for nothing.
 */
export function leave(exitCode: number): never {
  // Node.js aborts where there is no such program.
  if (existsSync(SHELL) && !process.execArgv.some((argument) => PROFILES.test(argument))) {
    tellListeners(exitCode);
    flushCompileCache();
    process.execve?.(SHELL, ['sh', '-c', `exit ${exitCode}`], {});
  }
  process.exit(exitCode);
}

/** What `process.exit` does first: files that tell of the process go, and foreign programs end with it. */
function tellListeners(exitCode: number): void {
  process.exitCode = exitCode;
  try {
    process.emit('exit', exitCode);
  } catch (error) {
    process.stderr.write(`Something could not be ended: ${inspect(error)}\n`);
  }
}
