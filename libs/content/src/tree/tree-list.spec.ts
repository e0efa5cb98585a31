import { reportError } from '@packyard/contracts';
import { readTreeList, TREE_FORMAT } from './tree-list';

const LIMITS = { maxEntries: 100, maxBytes: 1000 };
const GOOD = {
  format: TREE_FORMAT,
  blobs: [5],
  folders: [['inner', 0o777]],
  files: [['inner/file', 0o676, 0, 0, 5]],
  links: [['link', 'inner']],
  modifiedAt: [1_700_000_000],
  moves: [0],
  fixed: [],
};
const read = (changes: object) => readTreeList(JSON.stringify({ ...GOOD, ...changes }), LIMITS);

describe('the list of a tree', () => {
  it('lets nobody but its owner write to what is in it', () => {
    expect(read({})).toMatchObject({ folders: [['inner', 0o755]], files: [['inner/file', 0o654, 0, 0, 5]] });
  });

  it.each<[string, object]>([
    ['a file of too few parts', { files: [['file', 0o644, 0, 0]] }],
    ['a file of too many parts', { files: [['file', 0o644, 0, 0, 5, 5]] }],
    ['a file that is no row', { files: [{ 0: 'file', 1: 0o644, 2: 0, 3: 0, 4: 5, length: 5 }] }],
    ['files that are no list', { files: { length: 0 } }],
    ['a path that is a number', { files: [[5, 0o644, 0, 0, 5]] }],
    ['a path without an end', { files: [['x'.repeat(4097), 0o644, 0, 0, 5]] }],
    ['a mode with more than modes have', { files: [['file', 0o1777, 0, 0, 5]] }],
    ['a mode below all others', { files: [['file', -1, 0, 0, 5]] }],
    ['a place before the first byte', { files: [['file', 0o644, 0, -1, 5]] }],
    ['a place between two bytes', { files: [['file', 0o644, 0, 0.5, 4]] }],
    ['a length in words', { files: [['file', 0o644, 0, 0, '5']] }],
    ['a length of nothing', { files: [['file', 0o644, 0, 0, null]] }],
    ['a length beyond counting', { files: [['file', 0o644, 0, 0, 2 ** 53]] }],
    ['a blob of less than nothing', { blobs: [-5] }],
    ['a blob in words', { blobs: ['5'] }],
    ['a time before all others', { modifiedAt: [-1] }],
    ['times that are none', { modifiedAt: 5 }],
    ['a moved file that is none', { moves: [0.5] }],
    ['something else besides', { more: [] }],
  ])('is refused with %s', (_what, changes) => {
    expect(codeOf(() => read(changes))).toBe('ARCHIVE_INVALID');
  });
});

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'DONE';
  } catch (error) {
    return reportError(error).code;
  }
}
