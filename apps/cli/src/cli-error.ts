/** What the exit code of `packyard` tells a script. */
export const EXIT_CODES = {
  success: 0,
  failure: 1,
  usage: 2,
  unreachable: 3,
  unauthorized: 4,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** Ends the command with a message, what to do about it, and an exit code. */
export class CliError extends Error {
  constructor(
    message: string,
    readonly hint: string | undefined,
    readonly exitCode: ExitCode,
    /** Whether the same request may succeed a little later. */
    readonly isPassing = false,
    /** What the service answered with, when it answered. */
    readonly httpStatus?: number,
  ) {
    super(message);
    this.name = 'CliError';
  }
}
