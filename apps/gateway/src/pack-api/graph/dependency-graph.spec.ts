import type { GraphView } from '@packyard/contracts';
import type { InstalledPack, Need } from '@packyard/schema';
import { around, graphOf } from './dependency-graph';
import { toDot } from './dot';
import { toMermaid } from './mermaid';
import { newerThan } from './outdated-views';

const pack = (ref: string, more: Partial<InstalledPack> = {}): InstalledPack => {
  return { ref, version: '1.0.0', label: null, isEnabled: true, origin: null, ...more };
};
const need = (dependant: string, ref: string, range = '*'): Need => {
  return { dependant, dependantVersion: '1.0.0', ref, range };
};
const provided = new Set(['core']);
const refs = ({ packs, needs }: GraphView) => [
  packs.map(({ ref }) => ref),
  needs.map(({ from, to }) => `${from} ${to}`),
];

describe('the graph of packs', () => {
  it('has what is installed, missing and provided, and says which needs are met', () => {
    const installed = [pack('slack', { version: '2.0.0' }), pack('mail', { isEnabled: false })];
    const needs = [
      need('slack', 'http', '^1'),
      need('slack', 'mail'),
      need('slack', 'core'),
      need('mail', 'slack', '^2'),
    ];
    const graph = graphOf(installed, needs, provided);
    expect(graph.packs.map(({ ref, status }) => `${ref} ${status}`)).toEqual([
      'core Provided',
      'http Missing',
      'mail Disabled',
      'slack Enabled',
    ]);
    expect(graph.needs.map(({ to, is_met: isMet }) => `${to} ${String(isMet)}`)).toEqual([
      'http false',
      'mail false',
      'core true',
      'slack true',
    ]);
  });

  it('follows needs in either direction over all steps, also through circles', () => {
    const all = ['a', 'b', 'c', 'd', 'other'].map((ref) => pack(ref));
    const graph = graphOf(all, [need('a', 'b'), need('b', 'c'), need('c', 'b'), need('d', 'b')], provided);
    expect(refs(around(graph, 'b', 'needs'))).toEqual([
      ['b', 'c'],
      ['b c', 'c b'],
    ]);
    expect(refs(around(graph, 'c', 'needed_by'))).toEqual([
      ['a', 'b', 'c', 'd'],
      ['a b', 'b c', 'c b', 'd b'],
    ]);
    expect(refs(around(graph, 'a', 'both'))).toEqual([
      ['a', 'b', 'c'],
      ['a b', 'b c', 'c b'],
    ]);
    expect(refs(around(graph, 'other', 'both'))).toEqual([['other'], []]);
  });

  it('is drawn without letting a name end what it stands in', () => {
    const graph = graphOf([pack('a')], [need('a', 'x"]; click p0 "http://evil" \\\n', '"|')], provided);
    expect(toMermaid(graph).split('\n').slice(0, 4)).toEqual([
      'flowchart LR',
      '  p0["a 1.0.0"]',
      '  p1["x#34;#93;#59; click p0 #34;http#58;#47;#47;evil#34; #92;#10; (missing)"]:::missing',
      '  p0 -.->|"#34;#124;"| p1',
    ]);
    expect(toDot(graph)).toContain(
      String.raw`  "a" -> "x\"]; click p0 \"http://evil\" \\ " [label="\"|", style=dashed, color=red];`,
    );
  });
});

describe('what is outdated', () => {
  const needs = graphOf(
    [pack('http'), pack('a'), pack('b')],
    [need('a', 'http', '^1'), need('b', 'http')],
    provided,
  ).needs;
  const http = { ref: 'http', version: '1.0.0' };

  it.each([
    ['the highest that is accepted', ['1.2.0', '1.1.0', '2.0.0'], { wanted: '1.2.0', latest: '2.0.0' }],
    ['nothing that is accepted', ['0.9.0', '2.0.0'], { wanted: null, latest: '2.0.0' }],
    ['no pre-release', ['1.1.0-rc.1', '1.1.0'], { wanted: '1.1.0', latest: '1.1.0', held_back_by: [] }],
  ])('names %s', (_what, offers, expected) => {
    const held = [{ from: 'a', range: '^1' }];
    expect(newerThan(http, offers, needs)).toEqual({ ...http, held_back_by: held, ...expected });
  });

  it('is nothing when no release is newer', () => {
    expect(newerThan(http, ['1.0.0', '0.1.0', '1.1.0-rc.1'], needs)).toBeUndefined();
  });
});
