import { CommanderError } from 'commander';
import { CliError, EXIT_CODES, type ExitCode } from './cli-error';
import { askedFormat } from './output/output-format';
import { makeProgram } from './program';
import { reportError, usageError } from './report-error';
import { unusablePath } from './unusable-file';

/** Runs one command line and answers its exit code. A result goes to standard output, all else to standard error. */
export async function runCommand(words: readonly string[], version: string): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT_CODES.success;
  try {
    await makeProgram(version, (code) => (exitCode = code), words).parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT_CODES.success;
    const whole = () => makeProgram(version, () => undefined);
    const reported = error instanceof CommanderError ? usageError(error, whole) : unusablePath(error);
    if (!(reported instanceof CliError)) throw error;
    reportError(reported, askedFormat(words));
    return reported.exitCode;
  }
}
