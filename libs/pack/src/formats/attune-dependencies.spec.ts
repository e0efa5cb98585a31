import type { YamlMapping } from '../yaml/mapping';
import { readYaml } from '../yaml/read-yaml';
import { readAttuneDependencies } from './attune-dependencies';

function read(text: string) {
  const document = readYaml(text);
  const value = 'problems' in document ? document : document.value('1.2');
  if ('problems' in value) throw new Error(JSON.stringify(value.problems));
  return readAttuneDependencies(value.value as YamlMapping, 'dependencies');
}

describe('the dependencies of a pack of Attune', () => {
  it.each([
    ['[core]', [['core', '*']]],
    ['core', [['core', '*']]],
    [
      '["core@>=1.0.0", "http ^1.0", "a~=1.2", "b==1.0.*", "c>=1,<2"]',
      [
        ['core', '>=1.0.0'],
        ['http', '^1.0'],
        ['a', '~=1.2'],
        ['b', '==1.0.*'],
        ['c', '>=1,<2'],
      ],
    ],
    [
      '[{ref: core, version: 1.10}, {name: http}, {pack: a, version: ^2, description: d}]',
      [
        ['core', '1.10'],
        ['http', '*'],
        ['a', '^2'],
      ],
    ],
    [
      '{core: 1.10, http: ">=2", a: , b: {version: ^1}}',
      [
        ['core', '1.10'],
        ['http', '>=2'],
        ['a', '*'],
        ['b', '^1'],
      ],
    ],
    [
      '[core: ">=1", http: ]',
      [
        ['core', '>=1'],
        ['http', '*'],
      ],
    ],
    [
      '[on, 12, 0o7]',
      [
        ['on', '*'],
        ['12', '*'],
        ['0o7', '*'],
      ],
    ],
    ['~', []],
    ['[]', []],
  ])('%s', (text, found) => {
    expect(read(`dependencies: ${text}`)).toEqual({
      found: found.map(([ref, range]) => ({ ref, range })),
      problems: [],
    });
  });

  it.each([
    ['[null]', "the dependency null can't be read: it is no name of a pack; write name, name@1.2.0,"],
    ['[[core]]', 'it is no name of a pack'],
    ['[{version: "1", description: d}]', 'it is no name of a pack'],
    ['[{ref: core, url: "https://h.example/x.git"}]', 'it is no name of a pack'],
    ['{core: [1]}', 'the dependency {"core":[1]} can\'t be read'],
    ['[core, "a=master"]', `the dependency "a=master" can\'t be read: '=master' is no version range;`],
    ['[core, "a=master"]', '(line 1, column 22)'],
    ['["https://u:s3cr3t@h.example/x.git"]', 'the dependency "https://***@h.example/x.git" can\'t be read'],
    ['["My Pack"]', "the ref 'My' is not allowed"],
    ['["a >2 <1"]', "no version can satisfy '>2 <1'"],
  ])('refuses %s with what and where it is, and what to write', (text, words) => {
    const { problems } = read(`dependencies: ${text}`);
    expect(problems).toEqual([expect.stringContaining(words)]);
    expect(problems.join()).toMatch(/; write name, .* \(line 1, column \d+\)$/);
    expect(problems.join()).not.toContain('s3cr3t');
  });
});
