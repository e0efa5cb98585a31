import { stat } from 'node:fs/promises';
import { PackyardError, RejectedError } from '@packyard/contracts';
import { assertLinkStaysInside, resolveInside, unsafePath } from '@packyard/pack';
import { extract, type ReadEntry } from 'tar';
import type { Unpacking } from './unpacking';
import { UnpackBudget } from './unpack-budget';

/** Everything is checked entry by entry, before anything of the entry is written. */
export async function unpackTar(unpacking: Unpacking): Promise<void> {
  const packedBytes = (await stat(unpacking.file)).size;
  const check = new TarCheck(unpacking, packedBytes);
  try {
    await extract({
      file: unpacking.file,
      cwd: unpacking.destination,
      strict: true,
      preserveOwner: false,
      noMtime: true,
      dmode: 0o755,
      filter: (path, entry) => check.admit(path, entry as ReadEntry),
    });
  } catch (error) {
    unpacking.signal.throwIfAborted();
    if (check.problem !== undefined) throw check.problem;
    if (error instanceof PackyardError) throw error;
    throw new RejectedError('ARCHIVE_INVALID', `${unpacking.subject} is damaged: ${(error as Error).message}.`, {
      hint: 'Pack it again and publish it anew.',
      cause: error,
    });
  }
  if (check.problem !== undefined) throw check.problem;
}

class TarCheck {
  problem: PackyardError | undefined;
  private readonly budget: UnpackBudget;

  constructor(
    private readonly unpacking: Unpacking,
    packedBytes: number,
  ) {
    this.budget = new UnpackBudget(unpacking.limits, packedBytes);
  }

  /** After the first problem nothing more is written; the whole folder is thrown away by the caller. */
  admit(path: string, entry: ReadEntry): boolean {
    if (this.problem !== undefined || this.unpacking.signal.aborted) return false;
    try {
      this.check(path, entry);
      return true;
    } catch (error) {
      if (!(error instanceof PackyardError)) throw error;
      this.problem = error;
      return false;
    }
  }

  private check(path: string, entry: ReadEntry): void {
    const clean = path.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
    if (clean !== '' && clean !== '.') resolveInside(this.unpacking.destination, clean);
    if (entry.type === 'SymbolicLink') assertLinkStaysInside(clean, String(entry.linkpath));
    else if (!['File', 'OldFile', 'ContiguousFile', 'Directory', 'GNUDumpDir'].includes(entry.type)) {
      throw unsafePath(clean, `it is a ${entry.type}`);
    }
    this.budget.add({ path: clean, bytes: entry.size, isFolder: entry.type === 'Directory' });
  }
}
