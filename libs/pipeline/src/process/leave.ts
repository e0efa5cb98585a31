import { existsSync } from 'node:fs';
import { flushCompileCache } from 'node:module';

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
    flushCompileCache();
    process.execve?.(SHELL, ['sh', '-c', `exit ${exitCode}`], {});
  }
  process.exit(exitCode);
}
