import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type PackyardError, RejectedError, UnavailableError } from '@packyard/contracts';

const MIB = 1024 * 1024;
const HINT = 'Give the service room and write access to PACKYARD_HOME, then submit again.';
/** What comes right when somebody makes room. */
const MAY_HEAL = ['ENOSPC', 'EDQUOT', 'EIO', 'EMFILE', 'ENFILE'];
const DISK_FAILURES = [...MAY_HEAL, 'EROFS', 'EFBIG'];

/** Whether it is the disk that failed, not what was to be written. */
export function isDiskFailure(error: unknown): boolean {
  return DISK_FAILURES.includes((error as NodeJS.ErrnoException).code ?? '');
}

/** What could not be written into which folder, with what is left of its disk. */
export async function diskFailure(folder: string, error: unknown): Promise<PackyardError> {
  return storeFailed(`${folder} could not be written to${await roomIn(folder)}`, error);
}

/** STORE_FAILED, tried again when it may heal. */
export function storeFailed(what: string, error: unknown): PackyardError {
  const { code, message } = error as NodeJS.ErrnoException;
  const text = `${what}: ${code ?? message}.`;
  const kind = MAY_HEAL.includes(code ?? '') ? UnavailableError : RejectedError;
  return new kind('STORE_FAILED', text, { hint: HINT, cause: error });
}

async function roomIn(folder: string): Promise<string> {
  try {
    const { bsize, blocks, bavail, files, ffree } = await statfs(folder);
    const megabytes = (count: number) => Math.floor((count * bsize) / MIB);
    return ` (${megabytes(bavail)} of ${megabytes(blocks)} MiB and ${ffree} of ${files} files are free)`;
  } catch {
    const parent = dirname(folder);
    return parent === folder ? '' : roomIn(parent);
  }
}
