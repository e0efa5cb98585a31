import { type PackyardError, RejectedError } from '@packyard/contracts';
import { assertLinkStaysInside, assertNotEndless, resolveInside, unsafePath } from '@packyard/pack';
import type { ReadEntry } from 'tar';
import type { HardLink } from './hard-links';
import { isExcludedEntry } from './excluded-entry';
import type { UnpackBudget } from './unpack-budget';
import type { Unpacking } from './unpacking';

const FILES = ['File', 'OldFile', 'ContiguousFile'];
const FOLDERS = ['Directory', 'GNUDumpDir'];
// What is judged as an entry, and the label of a volume, which stands for nothing.
const KNOWN = [
  ...FILES,
  ...FOLDERS,
  'SymbolicLink',
  'Link',
  'CharacterDevice',
  'BlockDevice',
  'FIFO',
  'TapeVolumeHeader',
];

/** Decides which entries of a tar are written. After the first problem none is; the folder is thrown away by the caller. */
export class TarCheck {
  problem: PackyardError | undefined;
  readonly hardLinks: HardLink[] = [];
  private readonly sizes = new Map<string, number>();

  constructor(
    private readonly unpacking: Unpacking,
    private readonly budget: UnpackBudget,
  ) {}

  admit(path: string, entry: ReadEntry): boolean {
    if (this.problem !== undefined) return false;
    try {
      assertNotEndless(path);
      assertNotEndless(entry.linkpath ?? '');
      return this.check(bare(path), entry);
    } catch (error) {
      this.problem = error as PackyardError;
      return false;
    }
  }

  /** The extended header of an entry, or its long name. */
  noteMeta(text: string): void {
    if (/^\d+ GNU\.sparse\./m.test(text)) this.problem ??= this.sparse();
  }

  /**
   * What the parser leaves out by itself: names that are too long for it, so that what follows would get another name, and
   * kinds of entries that it does not know.
   */
  noteIgnored({ meta, size, type, path }: ReadEntry): void {
    if (meta) this.problem ??= this.invalid(`has a header of ${size} bytes`, 'Give its files shorter names.');
    else if (type === 'SparseFile') this.problem ??= this.sparse();
    else if (!KNOWN.includes(type)) this.problem ??= unsafePath(path, `it is a ${type}`);
  }

  private check(path: string, entry: ReadEntry): boolean {
    const isFolder = FOLDERS.includes(entry.type);
    this.budget.add({ path, bytes: entry.size, isFolder });
    if (isExcludedEntry(path)) return false;
    if (path !== '' && path !== '.') resolveInside(this.unpacking.destination, path);
    if (entry.type === 'Link') return this.noteHardLink(path, bare(String(entry.linkpath)));
    if (entry.type === 'SymbolicLink') assertLinkStaysInside(path, entry.linkpath ?? '');
    else if (FILES.includes(entry.type)) this.sizes.set(path, entry.size);
    else if (!isFolder) throw unsafePath(path, `it is ${entry.type === 'FIFO' ? 'a pipe' : 'a device'}`);
    return true;
  }

  /** Only to a file that came before, so that nothing is read that the archive did not bring. */
  private noteHardLink(path: string, target: string): false {
    const bytes = this.sizes.get(target);
    if (bytes === undefined) throw unsafePath(path, `it is a link to ${target}, which is no file before it`);
    this.budget.addBytes(bytes);
    this.sizes.set(path, bytes);
    this.hardLinks.push({ path, target });
    return false;
  }

  private sparse(): RejectedError {
    return this.invalid('holds sparse files', 'Pack it without --sparse.');
  }

  private invalid(what: string, hint: string): RejectedError {
    return new RejectedError('ARCHIVE_INVALID', `${this.unpacking.subject} ${what}, which can't be read.`, { hint });
  }
}

function bare(path: string): string {
  return path.replace(/^(\.\/)+/, '').replace(/(?<!\/)\/+$/, '');
}
