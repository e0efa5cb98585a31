import { LimitsConfig } from '@packyard/config';
import { TreeListing } from './tree-listing';

const ID = 'a'.repeat(40);
const TYPES = { '040000': 'tree', '100644': 'blob', '120000': 'blob', '160000': 'commit' };
type Entry = readonly [keyof typeof TYPES, string];

describe('the listing of a tree', () => {
  const list = (entries: readonly Entry[]) => {
    const listing = new TreeListing(LimitsConfig.parse({}));
    for (const [mode, path] of entries) listing.add(Buffer.from(`${mode} ${TYPES[mode]} ${ID}       1\t${path}\0`));
    return listing;
  };

  it('is read as it is, whatever is in a name', () => {
    const listing = list([
      ['040000', 'a'],
      ['100644', 'a/x\ty'],
      ['100644', 'a/x\tz'],
      ['040000', 'a/b'],
      ['160000', 'a/b/m\tn'],
      ['100644', 'a/c'],
      ['100644', 'a.b'],
      ['040000', 'b'],
      ['100644', 'b/a'],
      ['100644', 'x'],
    ]);
    expect([...listing.links]).toEqual([['a/b/m\tn', ID]]);
    expect(listing).toMatchObject({ entries: 10, bytes: 6 });
  });

  it('is refused when its paths are more than can be kept', () => {
    const folders = Array.from({ length: 15 }, (_, depth) =>
      Array(depth + 1)
        .fill('d'.repeat(250))
        .join('/'),
    );
    const files = Array.from({ length: 5000 }, (_, at) => `${folders[14]}/f${at}`);
    const entries = [
      ...folders.map((path) => ['040000', path] as const),
      ...files.map((path) => ['100644', path] as const),
    ];
    expect(() => list(entries.slice(0, 2000))).not.toThrow();
    expect(() => list(entries)).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }));
  });

  it.each<[string, string, Entry[]]>([
    [
      'a link beside a submodule',
      'twice',
      [
        ['160000', 'm'],
        ['120000', 'm'],
      ],
    ],
    [
      'a submodule beside a link',
      'twice',
      [
        ['120000', 'm'],
        ['160000', 'm'],
      ],
    ],
    [
      'a folder beside a link',
      'twice',
      [
        ['120000', 'm'],
        ['040000', 'm'],
      ],
    ],
    [
      'a folder beside itself',
      'twice',
      [
        ['040000', 'm'],
        ['100644', 'm/x'],
        ['040000', 'm'],
      ],
    ],
    [
      'names that some disks take for one',
      'only in case',
      [
        ['120000', 'M'],
        ['160000', 'm'],
      ],
    ],
    [
      'names in two forms of Unicode',
      'only in case',
      [
        ['120000', 'caf\u00e9'],
        ['160000', 'cafe\u0301'],
      ],
    ],
    [
      'what lies below a link',
      'no folder',
      [
        ['120000', 'm'],
        ['160000', 'm/x'],
      ],
    ],
    [
      'what lies below a submodule',
      'no folder',
      [
        ['160000', 'm'],
        ['160000', 'm/x'],
      ],
    ],
    [
      'a folder that is come back to',
      'no folder',
      [
        ['040000', 'm'],
        ['120000', 'n'],
        ['160000', 'm/x'],
      ],
    ],
    ['a step up', 'leads out', [['160000', '..']]],
    [
      'a step up further down',
      'leads out',
      [
        ['040000', 'm'],
        ['160000', 'm/..'],
      ],
    ],
    ['no step', 'leads out', [['160000', '.']]],
    ['a path from the root', 'leads out', [['100644', '/etc/passwd']]],
    ['what is git’s own', 'belongs to git', [['160000', '.GIT']]],
    ['a name that no disk takes', 'more than 255 bytes', [['100644', 'é'.repeat(128)]]],
  ])('is refused with %s', (_what, reason, entries) => {
    expect(() => list(entries)).toThrow(
      expect.objectContaining({ code: 'ARCHIVE_UNSAFE_PATH', message: expect.stringContaining(reason) }),
    );
  });
});
