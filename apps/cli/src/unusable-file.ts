import { CliError, type ErrorExitCode, EXIT_CODES } from './cli-error';
import { oneLine } from './progress/text';

const CHECK = 'Check the path and its permissions.';
const NAME_A_FILE = 'Name a file.';
const WORDS: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  EISDIR: ['it is a folder, where a file is expected', NAME_A_FILE],
  ENXIO: ['it is a socket, where a file is expected', NAME_A_FILE],
  ENOENT: ['it is not there', CHECK],
  ENOTDIR: ['a part of the path is a file, where a folder is expected', CHECK],
  EEXIST: ['something else is there already', 'Name another place.'],
  ELOOP: ['it is a link that leads round in a circle', CHECK],
  ENAMETOOLONG: ['its name is too long', 'Name another place.'],
  EACCES: ['you may not', 'Use a path that you have the permissions for.'],
  EPERM: ['you may not', 'Use a path that you have the permissions for.'],
  EROFS: ['the disk may only be read', 'Name another place.'],
  ENOSPC: ['there is no room left on the disk', 'Make room, or name a place on another disk.'],
};

/** What went wrong, in one sentence without its end, and how to go on when that is not what everybody should do. */
export interface Unusable {
  what: string;
  hint?: string | undefined;
  exitCode?: ErrorExitCode;
}

/**
 * What the disk says to the command line, in words; with its code, which manuals explain. All else is returned as it is.
 * @returns CliError, or the same error
 */
export function unusableFile(error: unknown, { what, hint, exitCode = EXIT_CODES.usage }: Unusable): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof CliError || !isOfTheDisk(error)) return error;
  const [why, remedy] = WORDS[code ?? ''] ?? ['the system says', CHECK];
  return new CliError(oneLine(`${what}: ${why} (${code ?? 'no code'}).`), hint ?? remedy, exitCode);
}

/** The same where no more is known than the error itself says. */
export function unusablePath(error: unknown): unknown {
  const { path = 'A file that the command was given' } = error as NodeJS.ErrnoException;
  return unusableFile(error, { what: `${path} can't be used` });
}

/** Those of connections name an address, and no path. */
function isOfTheDisk(error: unknown): boolean {
  const { code = '', errno, syscall } = error as Partial<NodeJS.ErrnoException>;
  const isKnown = code in WORDS || (error as NodeJS.ErrnoException).path !== undefined;
  return isKnown && errno !== undefined && syscall !== undefined && !/^(connect|getaddrinfo|spawn)/.test(syscall);
}
