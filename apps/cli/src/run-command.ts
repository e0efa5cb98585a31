import { CommanderError } from 'commander';
import { CliError, EXIT_CODES, type ExitCode } from './cli-error';
import { makeProgram } from './program';

/** Runs one command line and answers its exit code. A result goes to standard output, all else to standard error. */
export async function runCommand(words: readonly string[], version: string): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT_CODES.success;
  try {
    await makeProgram(version, (code) => (exitCode = code)).parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has said already what is wrong.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.success : EXIT_CODES.usage;
    if (!(error instanceof CliError)) throw error;
    process.stderr.write(`${error.usage}Error: ${error.message}\n${error.hint === undefined ? '' : `${error.hint}\n`}`);
    return error.exitCode;
  }
}
