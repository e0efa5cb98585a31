import { accessSync, constants } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { inspect } from 'node:util';

const SHELL = '/bin/sh';

/**
 * Ends the process at once. `process.exit` may wait forever (nodejs/node#54918): for threads of V8 that wait for a collection
 * of garbage, which this thread would do if it weren't waiting. What takes the place of the program waits for nothing.
 */
export function exitAtOnce(exitCode: number, shell = SHELL): never {
  tellListeners(exitCode);
  flushCompileCache();
  becomeShell(shell, exitCode);
  process.exit(exitCode);
}

/** What `process.exit` does first: files that tell of the process go, and foreign programs end with it. */
function tellListeners(exitCode: number): void {
  process.exitCode = exitCode;
  const listeners = process.rawListeners('exit') as ((exitCode: number) => void)[];
  // Whatever ends the process now, they were told.
  process.removeAllListeners('exit');
  for (const listener of listeners) {
    try {
      listener.call(process, exitCode);
    } catch (error) {
      process.stderr.write(`Something could not be ended: ${inspect(error)}\n`);
    }
  }
}

/** Does nothing where there is no shell, or none that may be started. Node.js aborts then, rather than to throw an error. */
function becomeShell(shell: string, exitCode: number): void {
  try {
    accessSync(shell, constants.X_OK);
    process.execve?.(shell, ['sh', '-c', `exit ${exitCode}`], {});
  } catch {
    // Then it ends in the usual way, as also where Node.js's permission model lets it start no program.
  }
}
