import type { LimitsConfig } from '@packyard/config';
import { assertIsUtf8, belongsToGit, TreeBudget, tooMuch, unsafePath } from '@packyard/pack';
import { TreeOrder } from './tree-order';

const LONGEST_RECORD_BYTES = 64 * 1024;

/** Weighs what a commit stands for, as `git ls-tree -r -t -l -z` lists it, before any of it is written. */
export class TreeListing {
  entries = 0;
  bytes = 0;
  /** Where the tree only names a commit of another repository: by path. */
  readonly links = new Map<string, string>();
  /** Whether it says anything of how its files are written. */
  hasAttributes = false;
  private readonly budget: TreeBudget;
  private readonly order = new TreeOrder();
  private rest = '';

  constructor(private readonly limits: LimitsConfig) {
    this.budget = new TreeBudget(limits);
  }

  /** @throws RejectedError LIMIT_EXCEEDED or ARCHIVE_UNSAFE_PATH, at the first record that is too much */
  add(chunk: Buffer): void {
    const records = `${this.rest}${chunk.toString('latin1')}`.split('\0');
    this.rest = records.pop() ?? '';
    for (const record of records) this.addRecord(record);
    if (this.rest.length > LONGEST_RECORD_BYTES) this.addRecord(this.rest);
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
    const path = Buffer.from(record.slice(tab + 1), 'latin1').toString('utf8');
    const [, type = '', id = '', digits = ''] = /^\d+ (\w+) +(\w+) +(\d*)/.exec(facts) ?? [];
    const size = type === 'blob' ? Number(digits) : 0;
    this.budget.add(path, size);
    this.entries += 1;
    this.bytes += size;
    assertIsUtf8(path);
    if (belongsToGit(path)) throw unsafePath(path, 'it belongs to git');
    this.order.add(path, type === 'tree');
    this.hasAttributes ||= /(^|\/)\.gitattributes$/i.test(path);
    if (type === 'commit') this.links.set(path, id);
  }
}
