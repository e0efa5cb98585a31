import type { LimitsConfig } from '@packyard/config';
import { RejectedError } from '@packyard/contracts';
import { assertIsUtf8, belongsToGit, TreeBudget, tooMuch, unsafePath } from '@packyard/pack';
import { NulRecords, textOf } from './nul-records';
import { UniqueTreeEntries } from './unique-tree-entries';

const MAX_RECORD_BYTES = 64 * 1024;
/** Whoever lists paths of the tree later has to keep them. */
const MAX_PATHS_BYTES = 16 * 1024 * 1024;
/** On average, where more entries are allowed than usual. */
const PATH_BYTES = 256;

/** Weighs what a commit stands for, as `git ls-tree -r -t -l -z` lists it, before any of it is written. */
export class TreeListing {
  entries = 0;
  bytes = 0;
  /** Where the tree only names a commit of another repository: by path. */
  readonly links = new Map<string, string>();
  /** Whether it says anything of how its files are written. */
  hasAttributes = false;
  private readonly budget: TreeBudget;
  private readonly order = new UniqueTreeEntries();
  private readonly records = new NulRecords();
  private pathsBytes = 0;

  constructor(private readonly limits: LimitsConfig) {
    this.budget = new TreeBudget(limits);
  }

  /** @throws RejectedError LIMIT_EXCEEDED or ARCHIVE_UNSAFE_PATH, at the first record that is too much */
  add(chunk: Buffer): void {
    for (const record of this.records.cut(chunk)) this.addRecord(record);
    const { rest } = this.records;
    if (rest.length > MAX_RECORD_BYTES) this.addRecord(rest);
  }

  /** @throws RejectedError LIMIT_EXCEEDED when it is too much with what writing it adds */
  grow(bytes: number): void {
    const { PACKYARD_MAX_UNPACKED_BYTES: most } = this.limits;
    this.bytes += bytes;
    if (this.bytes > most) throw tooMuch('bytes', most, 'PACKYARD_MAX_UNPACKED_BYTES');
  }

  /** `<mode> <type> <hash> <size, aligned>\t<path>`; the size of a folder is `-`. */
  private addRecord(record: string): void {
    // A name may have tabs as well.
    const tab = record.indexOf('\t');
    const facts = record.slice(0, Math.max(tab, 0));
    const path = textOf(record.slice(tab + 1));
    const [, type = '', id = '', digits = ''] = /^\d+ (\w+) +(\w+) +(\d*)/.exec(facts) ?? [];
    const size = type === 'blob' ? Number(digits) : 0;
    this.budget.add(path, size);
    this.entries += 1;
    this.bytes += size;
    this.addPath(record.length - tab);
    assertIsUtf8(path);
    if (belongsToGit(path)) throw unsafePath(path, 'it belongs to git');
    this.order.add(path, type === 'tree');
    this.hasAttributes ||= /(^|\/)\.gitattributes$/i.test(path);
    if (type === 'commit') this.links.set(path, id);
  }

  private addPath(bytes: number): void {
    this.pathsBytes += bytes;
    const most = Math.max(MAX_PATHS_BYTES, PATH_BYTES * this.limits.PACKYARD_MAX_ENTRIES);
    if (this.pathsBytes <= most) return;
    const message = `The paths of the repository have more than ${most} bytes together.`;
    throw new RejectedError('LIMIT_EXCEEDED', message, { hint: 'Have it give its folders shorter names.' });
  }
}
