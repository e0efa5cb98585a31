import type { Writable } from 'node:stream';
import { EXIT_CODES } from './cli-error';

/** Ends the process when its output can't be written. */
export function watchOutput(stdout: Writable, stderr: Writable, exit: (exitCode?: number) => void): void {
  stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') {
      // Whoever reads the output may stop reading, as `head` does: that is no failure. A command that has just printed
      // its result still says by its exit code what it was.
      setImmediate(exit);
      return;
    }
    stderr.write(`Error: The output can't be written (${code ?? 'unknown error'}).\n`);
    exit(EXIT_CODES.failure);
  });
  // What is said beside the output may find no reader; the output counts all the same.
  stderr.on('error', () => undefined);
}
