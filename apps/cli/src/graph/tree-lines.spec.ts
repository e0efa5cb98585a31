import type { GraphPackView, GraphView } from '@packyard/contracts';
import { styleFor } from '../progress/style';
import { rootsOf, treeLines } from './tree-lines';

const style = styleFor(false);

/** From lines such as `a > b ^1`; `!` after the range says that it is not met. */
function graph(lines: readonly string[], packs: Partial<Record<string, Partial<GraphPackView>>> = {}): GraphView {
  const needs = lines.map((line) => {
    const [from = '', , to = '', range = '*', mark] = line.split(' ');
    return { from, to, range, is_met: mark !== '!' };
  });
  const refs = [...new Set([...needs.flatMap(({ from, to }) => [from, to]), ...Object.keys(packs)])].sort();
  const known = refs.map((ref): GraphPackView => ({
    ref,
    label: null,
    version: '1.0.0',
    status: 'Enabled',
    origin: null,
    ...packs[ref],
  }));
  return { packs: known, needs };
}

describe('the tree of packs', () => {
  it('unfolds what packs need, each once, and says what is wrong', () => {
    const some = graph(['app > http ^1', 'app > mail', 'http > core', 'mail > http ^2 !', 'mail > lost ^3 !'], {
      core: { version: null, status: 'Provided' },
      lost: { version: null, status: 'Missing' },
      mail: { status: 'Disabled' },
    });
    expect(treeLines(rootsOf(some), { graph: some, towards: 'needs', style })).toEqual([
      'app 1.0.0',
      '├── http 1.0.0 ^1',
      '│   └── core (provided by the platform) *',
      '└── mail 1.0.0 (disabled) *',
      '    ├── http 1.0.0 ^2, which is not met (see above)',
      '    └── lost (not installed) ^3, which is not met',
    ]);
    expect(treeLines(['http'], { graph: some, towards: 'needed_by', style })).toEqual([
      'http 1.0.0',
      '├── app 1.0.0 needs ^1',
      '└── mail 1.0.0 (disabled) needs ^2, which is not met',
      '    └── app 1.0.0 needs *',
    ]);
  });

  it('begins a tree for every circle that nobody else needs, and ends in it', () => {
    const some = graph(['a > b', 'b > a', 'c > a', 'd > e', 'e > d', 'f > f'], { g: {} });
    expect(rootsOf(some)).toEqual(['c', 'f', 'g', 'd']);
    expect(treeLines(rootsOf(some), { graph: some, towards: 'needs', style })).toEqual([
      'c 1.0.0',
      '└── a 1.0.0 *',
      '    └── b 1.0.0 *',
      '        └── a 1.0.0 * (see above)',
      'f 1.0.0',
      '└── f 1.0.0 * (see above)',
      'g 1.0.0',
      'd 1.0.0',
      '└── e 1.0.0 *',
      '    └── d 1.0.0 * (see above)',
    ]);
  });
});
