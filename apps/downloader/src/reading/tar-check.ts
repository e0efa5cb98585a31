import { type PackyardError, RejectedError } from '@packyard/contracts';
import { assertLinkStaysInside, belongsToGit, resolveInside, unsafePath } from '@packyard/pack';
import type { ReadEntry } from 'tar';
import type { UnpackBudget } from './unpack-budget';
import type { Unpacking } from './unpacking';

const FILES = ['File', 'OldFile', 'ContiguousFile'];
const FOLDERS = ['Directory', 'GNUDumpDir'];

/** Decides which entries of a tar are written. After the first problem none is; the folder is thrown away by the caller. */
export class TarCheck {
  problem: PackyardError | undefined;

  constructor(
    private readonly unpacking: Unpacking,
    private readonly budget: UnpackBudget,
  ) {}

  admit(path: string, entry: ReadEntry): boolean {
    if (this.problem !== undefined) return false;
    try {
      return this.check(path.replace(/^(\.\/)+/, '').replace(/\/+$/, ''), entry);
    } catch (error) {
      this.problem = error as PackyardError;
      return false;
    }
  }

  /** The extended header of an entry, or its long name. */
  noteMeta(text: string): void {
    if (/^\d+ GNU\.sparse\./m.test(text))
      this.problem ??= this.invalid('holds sparse files', 'Pack it without --sparse.');
  }

  /** Names that are too long for the parser are left out by it, so that what follows would get another name. */
  noteIgnored({ meta, size }: ReadEntry): void {
    if (meta) this.problem ??= this.invalid(`has a header of ${size} bytes`, 'Give its files shorter names.');
  }

  private check(path: string, entry: ReadEntry): boolean {
    const isFolder = FOLDERS.includes(entry.type);
    this.budget.add({ path, bytes: entry.size, isFolder });
    if (belongsToGit(path)) return false;
    if (path !== '' && path !== '.') resolveInside(this.unpacking.destination, path);
    if (entry.type === 'SymbolicLink') assertLinkStaysInside(path, String(entry.linkpath));
    else if (entry.type === 'SparseFile') throw this.invalid('holds sparse files', 'Pack it without --sparse.');
    else if (!isFolder && !FILES.includes(entry.type)) throw unsafePath(path, `it is a ${entry.type}`);
    return true;
  }

  private invalid(what: string, hint: string): RejectedError {
    return new RejectedError('ARCHIVE_INVALID', `${this.unpacking.subject} ${what}, which can't be read.`, { hint });
  }
}
