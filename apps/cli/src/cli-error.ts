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

/** What the service answered with, when it answered. */
export interface Refusal {
  status: number;
  code: string | undefined;
  /** In the service's own words, on one line. */
  said: string;
  /** Whether the same request may succeed a little later. */
  isPassing: boolean;
}

/** Ends the command with a message, what to do about it, and an exit code. */
export class CliError extends Error {
  constructor(
    message: string,
    readonly hint: string | undefined,
    readonly exitCode: ExitCode,
    readonly refusal?: Refusal,
    /** Said before the message. */
    readonly usage = '',
  ) {
    super(message);
    this.name = 'CliError';
  }
}
