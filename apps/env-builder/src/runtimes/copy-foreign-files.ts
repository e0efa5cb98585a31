import { cp } from 'node:fs/promises';
import type { CopyAllowance } from './copy-allowance';

/**
 * Copies a file or folder of what foreign code made, links as links.
 * @throws RejectedError LIMIT_EXCEEDED before anything is copied
 */
export async function copyForeignFiles(from: string, to: string, allowance: CopyAllowance): Promise<void> {
  await allowance.take(from);
  const filter = () => {
    allowance.signal.throwIfAborted();
    return true;
  };
  await cp(from, to, { recursive: true, verbatimSymlinks: true, force: true, filter });
}
