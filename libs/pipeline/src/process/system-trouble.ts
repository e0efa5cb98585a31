import { RejectedError } from '@packyard/contracts';

const NO_ACCESS = 'Give the user that runs Packyard write access to it, or set PACKYARD_HOME to another folder.';
const TROUBLES: Readonly<Record<string, [what: string, hint: string]>> = {
  EACCES: ['may not be used', NO_ACCESS],
  EPERM: ['may not be changed', NO_ACCESS],
  EROFS: ['lies on a file system that can only be read', NO_ACCESS],
  ENOTDIR: ['is no folder, or lies in none', 'Set PACKYARD_HOME to a folder.'],
  ENOSPC: ['could not be written, because its disk is full', 'Make room there, or set PACKYARD_HOME to another disk.'],
  EDQUOT: [
    'could not be written, because its quota is used up',
    'Make room there, or set PACKYARD_HOME to another disk.',
  ],
  EMFILE: ['could not be opened, because too many files are open', 'Allow more: ulimit -n 4096.'],
  ENFILE: ['could not be opened, because too many files are open', 'Close other programs, or raise fs.file-max.'],
};

/** What the system refuses while a process starts, in words; whatever else it is goes on as it is. */
export function translateSystemTrouble(error: unknown): unknown {
  const { code = '', path } = (error ?? {}) as NodeJS.ErrnoException;
  const trouble = TROUBLES[code];
  if (trouble === undefined) return error;
  const [what, hint] = trouble;
  return new RejectedError('STORE_FAILED', `${path ?? 'A file'} ${what} (${code}).`, { hint, cause: error });
}
