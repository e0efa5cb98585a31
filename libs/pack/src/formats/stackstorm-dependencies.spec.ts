import { readYaml } from '../yaml/read-yaml';
import type { YamlMapping } from '../yaml/mapping';
import { readStackStormDependencies } from './stackstorm-dependencies';

function read(text: string) {
  const document = readYaml(text);
  const read = 'problems' in document ? document : document.value('1.1');
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return readStackStormDependencies(read.value as YamlMapping);
}

describe('the dependencies of a pack of StackStorm', () => {
  it.each([
    ['dependencies: [slack]', [{ ref: 'slack', range: '*' }]],
    ['dependencies: slack', [{ ref: 'slack', range: '*' }]],
    [
      'dependencies: {slack: 1.10, jira: ">=2", mail: null}',
      [
        { ref: 'slack', range: '1.10' },
        { ref: 'jira', range: '>=2' },
        { ref: 'mail', range: '*' },
      ],
    ],
    [
      'dependencies: [{name: foo}, {name: bar, version: 1.10}]',
      [
        { ref: 'foo', range: '*' },
        { ref: 'bar', range: '1.10' },
      ],
    ],
    ['dependencies: [slack=v2.3.0, slack==2.3.0, "slack = 2.3.0"]', Array(3).fill({ ref: 'slack', range: '2.3.0' })],
    [
      'dependencies: ["time>=1.0.0", "a~1.2", "a@1.0.0", "a ^1", "b>=1,<2"]',
      [
        { ref: 'time', range: '>=1.0.0' },
        { ref: 'a', range: '~1.2' },
        { ref: 'a', range: '1.0.0' },
        { ref: 'a', range: '^1' },
        { ref: 'b', range: '>=1,<2' },
      ],
    ],
    [
      'dependencies: ["https://h.example/stackstorm-github"]',
      [{ ref: 'github', range: '*', place: 'git+https://h.example/stackstorm-github' }],
    ],
    [
      'dependencies: ["https://h.example/stackstorm-github.git=v1"]',
      [{ ref: 'github', range: '*', place: 'git+https://h.example/stackstorm-github.git#v1' }],
    ],
    [
      'dependencies: ["git@h.example:o/stackstorm-github.git"]',
      [{ ref: 'github', range: '*', place: 'git@h.example:o/stackstorm-github.git' }],
    ],
    [
      'dependencies: ["org/stackstorm-github"]',
      [{ ref: 'github', range: '*', place: 'git+https://github.com/org/stackstorm-github.git' }],
    ],
    [
      'dependencies: [slack: 1.10, jira: ">=2", mail: ]',
      [
        { ref: 'slack', range: '1.10' },
        { ref: 'jira', range: '>=2' },
        { ref: 'mail', range: '*' },
      ],
    ],
    ['dependencies: {slack: {version: 1.10, note: new}}', [{ ref: 'slack', range: '1.10' }]],
    ['dependencies: [{pack: slack, version: v2.0.0}]', [{ ref: 'slack', range: '2.0.0' }]],
    ['dependencies: ~', []],
    ['name: x', []],
  ])('%s', (text, found) => {
    expect(read(text)).toEqual({ found, problems: [] });
  });

  it.each([
    ['dependencies: [a, "b=master"]', /"b=master" can't be read: 'master' is no version, .* \(line 1, column 19\)/],
    ['dependencies: ["a=1f3b2c4d"]', /1f3b2c4d' is no version/],
    ['dependencies: [[a]]', /neither a text nor \{name, version\}/],
    ['dependencies: [null]', /the dependency null can't be read: it is neither a text nor/],
    ['dependencies:\n  -\n', /neither a text nor .* \(line 2, column 3\)/],
    ['dependencies: {slack: [1]}', /the dependency \{"slack":\[1\]\} can't be read: it is neither a text nor/],
    ['dependencies: {slack: {url: "https://h.example/x.git"}}', /neither a text nor/],
    ['dependencies: [{name: slack, url: "https://u:s3cr3t@h.example/x.git"}]', /^(?!.*s3cr3t).*neither a text nor/],
    ['dependencies: [{name: slack, version: [1]}]', /neither a text nor/],
    ['dependencies: [{version: [1]}]', /neither a text nor/],
    ['dependencies: ["My Pack"]', /'Pack' is no version|is no name/],
    ['dependencies: ["https://u:s3cr3t@h.example/x.git"]', /holds credentials/],
    ['dependencies: ["https://h.example/Stack%20Storm.git"]', /is no name of a pack/],
  ])('refuses %s', (text, message) => {
    const { found, problems } = read(text);
    expect([found.length + problems.length > 0, problems.join()]).toEqual([true, expect.stringMatching(message)]);
  });
});
