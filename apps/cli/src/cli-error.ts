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
export type ErrorExitCode = Exclude<ExitCode, 0 | 130>;

/** What the service answered with, when it answered. */
export interface Refusal {
  status: number;
  code: string | undefined;
  /** In the service's own words, on one line. */
  said: string;
  /** Whether the same request may succeed a little later. */
  isPassing: boolean;
}

/** The codes of errors that the service has no part in. */
const OWN_CODES: Readonly<Record<ErrorExitCode, string>> = {
  [EXIT_CODES.failure]: 'FAILED',
  [EXIT_CODES.usage]: 'COMMAND_INVALID',
  [EXIT_CODES.unreachable]: 'SERVICE_UNREACHABLE',
  [EXIT_CODES.unauthorized]: 'TOKEN_UNUSABLE',
};

/** Ends the command with a message, what to do about it, and an exit code. */
export class CliError extends Error {
  constructor(
    message: string,
    readonly hint: string | undefined,
    readonly exitCode: ErrorExitCode,
    readonly refusal?: Refusal,
    /** Said before the message. */
    readonly usage = '',
  ) {
    super(message);
    this.name = 'CliError';
  }

  /** For scripts: the service's code when it refused. */
  get code(): string {
    return this.refusal?.code ?? OWN_CODES[this.exitCode];
  }
}
