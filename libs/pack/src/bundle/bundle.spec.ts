import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { RejectedError } from '@packyard/contracts';
import { scaledRuns, processorTimeMs } from '@packyard/testing';
import type { BundleConfig } from './bundle-config';
import { bundleFromJson, bundleToJson } from './bundle-json';
import { findBundleProblems } from './find-bundle-problems';
import { bundleToYaml, parseBundleYaml } from './bundle-yaml';

const MINIMAL = `---
gort_bundle_version: 1

name: my_bundle
version: 0.0.1
description: My bundle
commands:
  date:
    executable: [ /bin/date ]
    rules:
      - allow
`;
const problem = (text: string) => {
  try {
    parseBundleYaml(text);
    return 'no problem';
  } catch (error) {
    if (error instanceof RejectedError) return error.message;
    throw error;
  }
};
const changed = (from: string, to: string) => MINIMAL.replace(from, to);

describe('reading the config of a bundle', () => {
  it.each(['__proto__', '"a b"', '"a:b"'])('refuses %s as the name of a command', (name) => {
    const text = name.replaceAll('"', '');
    expect(problem(changed('date:', `${name}:`))).toContain(`'${text}' is no name for a command`);
  });

  it('understands the minimal one of the manual', () => {
    expect(parseBundleYaml(MINIMAL)).toEqual({
      config: {
        gortBundleVersion: 1,
        name: 'my_bundle',
        version: '0.0.1',
        description: 'My bundle',
        permissions: [],
        commands: { date: { executable: ['/bin/date'], rules: ['allow'], triggers: [] } },
      },
      warnings: [],
    });
  });

  it('installs what docs/bundles.md and the examples show', () => {
    const root = join(__dirname, '../../../..');
    const [, shown = ''] = /```yaml\n([^`]*)```/.exec(readFileSync(join(root, 'docs/bundles.md'), 'utf8')) ?? [];
    expect(shown).toBe(readFileSync(join(root, 'examples/bundles/date.yaml'), 'utf8'));
    expect(parseBundleYaml(shown).warnings).toEqual([]);
  });

  it.each([
    ['0.10', '0.10'],
    ['1.10', '1.10'],
    ["'1.2.3'", '1.2.3'],
    ['1.0.0-rc.1', '1.0.0-rc.1'],
  ])('takes the version %s as it is written', (written, expected) => {
    expect(parseBundleYaml(changed('0.0.1', written)).config.version).toBe(expected);
  });

  it('takes every other scalar as it is written, too', () => {
    const text = changed('commands:', 'permissions: [yes, 0x10, 2024-01-01]\ncommands:').replace('/bin/date', '007');
    const { config } = parseBundleYaml(text);
    expect(config.permissions).toEqual(['yes', '0x10', '2024-01-01']);
    expect(config.commands['date']?.executable).toEqual(['007']);
  });

  it('reads the first document only, and the image as Gort stores it', () => {
    const text = changed('commands:', 'image: alpine\ncommands:');
    expect(parseBundleYaml(`${text}---\nname: other\n`).config).toMatchObject({ image: 'alpine:latest' });
  });

  it.each([
    [
      changed('[ /bin/date ]', '/bin/date'),
      /commands\.date\.executable \(line 9, column 17\) has to be a list, but is the text/,
    ],
    [changed('name: my_bundle', 'name: My Bundle'), /'My Bundle' is no name.* \(line 4, column 7\)/],
    [changed('0.0.1', 'new'), /'new' is no semantic version such as 1\.2\.0 \(line 5, column 10\)/],
    [changed('description: My bundle\n', ''), /the field 'description' is missing/],
    [
      changed('gort_bundle_version: 1', 'gort_bundle_version: one'),
      /has to be a whole number of at most nine digits, but is 'one'/,
    ],
    [
      changed('gort_bundle_version: 1', 'gort_bundle_version: 9007199254740993'),
      /of at most nine digits, but is '9007199254740993'/,
    ],
    [changed('0.0.1', '1.99999999999999999999.0'), /'1\.99999999999999999999\.0' has a number above 9007199254740991/],
    [changed('- allow', '- allow\n      - allow'), /the rule 'allow' is there twice/],
    [changed('- allow', '- must hve x'), /rule 1 of the command date: expected have; got hve.* \(line 11, column 9\)/],
    [changed('- allow', '- must have my_bundle:use'), /the permission my_bundle:use is not declared under permissions/],
    [changed('- allow', '- must have other:use'), /the permission other:use belongs to another bundle/],
    [changed('- allow', '- other:date allow'), /it names the command other:date instead of my_bundle:date/],
    [
      changed('- allow', `- with ${'arg == 1 and '.repeat(1000)} arg == 1 allow`),
      /rule 1 of .* it has 13020 characters/,
    ],
    [changed('- allow', '- with arg[0] == prod allow'), /rule 1 .* prod stands for nothing: put texts in quotes/],
    [changed('- allow', `- with arg[0] not in ['x'] allow`), /arg\[0\] not stands for nothing/],
    [changed('- allow', '- with arg[0] == /^\\d+$/ allow'), /\/\^\\d\+\$\/ is no POSIX extended regular expression/],
    [changed('- allow', '- with arg[0] == /((.{1000}){1000}){9}/ allow'), /regular expression, .* or far too large/],
    [
      changed('- allow', Array.from({ length: 101 }, (_, n) => `- with arg[0] == ${n} allow`).join('\n      ')),
      /101 rules/,
    ],
    [
      changed(
        '- allow',
        Array(90)
          .fill(`- with ${'arg == 1 and '.repeat(90)} arg == 1 allow`)
          .join('\n      '),
      ),
      /the command date has rules of 1\d{5} characters, and at most 100000/,
    ],
    [changed('name: my_bundle', 'name: a\nname: b'), /duplicated mapping key/],
    ['', /has to be a mapping/],
    ['- a', /has to be a mapping/],
    ['name: [', /not valid YAML in line 1/],
  ])('refuses %j', (text, message) => {
    expect(problem(text)).toMatch(message);
  });

  it("lets a rule ask for a permission of 'site'", () => {
    expect(problem(changed('- allow', '- must have site:admin'))).toBe('no problem');
  });

  const texts = (count: number) => Array.from({ length: count }, (_unused, index) => `p${index}`);

  it('tells which of many permissions is there twice', () => {
    const text = changed('commands:', `permissions: [${texts(499).join(', ')}, p7]\ncommands:`);
    expect(problem(text)).toMatch(/'p7' is there twice/);
  });

  it.each([
    [changed('commands:', `permissions: [${texts(501).join(', ')}]\ncommands:`), '501 permissions, and at most 500'],
    [`${MINIMAL}${texts(500).join(': {}\n').replaceAll('p', '  p')}: {}\n`, '501 commands, and at most 500'],
    [
      changed('[ /bin/date ]', `[${texts(10_000).join(', ')}]`),
      '10001 rules, triggers and arguments, and at most 10000',
    ],
  ])('refuses more than any bundle has', (text, message) => {
    expect(problem(text)).toContain(`there are ${message} are allowed (line`);
  });

  it.each([
    ['unknown fields', texts(50_000).join(': 0\n')],
    ['the dots of a name', 'a.'.repeat(200_000)],
    [
      'what is unknown in a command with dots in its name',
      `commands:\n  ${'a.'.repeat(100_000)}:\n    ${texts(20_000).join(': 0\n    ')}`,
    ],
  ])('is not kept busy by %s, and tells the first few', (_what, fields) => {
    const startedAt = processorTimeMs();
    const { warnings } = parseBundleYaml(`${MINIMAL.slice(0, MINIMAL.indexOf('commands:'))}${fields}: 0\n`);
    expect(warnings.length).toBeLessThan(50);
    expect(warnings.join().length).toBeLessThan(20_000);
    expect(processorTimeMs() - startedAt).toBeLessThan(20_000);
  });

  it.each([
    ['fields that are wrong', `commands: {${texts(900).join(': [], ')}: []}`, '; and 880 more'],
    ['aliases of nothing', `x: [*${texts(50_000).join(', *')}]`, '; and 49980 more'],
    ['very long names', `commands: {${'x'.repeat(500_000)}: {rules: [${'[], '.repeat(50_000)}]}}`, '; and 49980 more'],
  ])('tells the first of many %s, and how many there are', (_what, fields, more) => {
    const told = problem(`${MINIMAL.slice(0, MINIMAL.indexOf('commands:'))}${fields}\n`);
    expect(told).toContain(more);
    expect(told.length).toBeLessThan(10_000);
  });

  it('tells all that is wrong at once', () => {
    expect(problem('version: x')).toMatch(/name.*semantic version.*gort_bundle_version.*description/);
  });

  it('warns of what is unknown, and of commands that nobody may run', () => {
    const text = changed('commands:', 'docker: {image: x}\ncommands:').replace('    rules:\n      - allow\n', '');
    expect(parseBundleYaml(text).warnings).toEqual([
      'docker (line 7, column 9) is no field of a bundle config and was ignored; name the image with image: repository:tag',
      'The command date has no rules, so nobody may run it',
    ]);
  });

  it.each([
    ['commands: {}', 'The bundle has no commands'],
    [
      'commands: {date: {rules: [allow]}}',
      'The command date has no executable, and the bundle no image: there is nothing to run',
    ],
  ])('warns of %s', (commands, warning) => {
    const head = MINIMAL.slice(0, MINIMAL.indexOf('commands:'));
    expect(parseBundleYaml(`${head}${commands}\n`).warnings).toEqual([warning]);
    expect(parseBundleYaml(`${head}image: alpine\ncommands: {date: {rules: [allow]}}\n`).warnings).toEqual([]);
  });

  it('is not kept busy by values that are not there, nor by very long lists', () => {
    const startedAt = processorTimeMs();
    const nothing = `${MINIMAL}#${'c'.repeat(500_000)}\nx:\n${'-\n- a\n'.repeat(5000)}`;
    expect(problem(nothing)).toBe('no problem');
    expect(problem(`${MINIMAL}x: [${'a,'.repeat(190_000)}]`)).toBe('no problem');
    expect(processorTimeMs() - startedAt).toBeLessThan(5000);
  });

  it('is not overrun by aliases that stand for billions of values', () => {
    const levels = Array.from(
      { length: 9 },
      (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level}, `.repeat(9)}x]`,
    );
    expect(problem(`a0: &a0 [x]\n${levels.join('\n')}\n`)).toMatch(/more than 200000 values/);
  });

  it('throws nothing but refusals, whatever the text is', () => {
    const piece = fc.constantFrom(...MINIMAL.split('\n'), '- ', '? ', '&a *a', '<<: *a', '"', '\t', '{', 'commands: ~');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((lines) => lines.join('\n')),
        ),
        (text) => {
          expect(typeof problem(text)).toBe('string');
        },
      ),
      { numRuns: scaledRuns(2000) },
    );
  });
});

describe('writing the config of a bundle', () => {
  const text = fc.string({ minLength: 1, unit: 'grapheme-ascii' }).filter((value) => value.trim() !== '');
  const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
  const optional = (arbitrary: fc.Arbitrary<string>) => fc.option(arbitrary, { nil: undefined });
  const command = fc.record({
    description: optional(text),
    longDescription: optional(text),
    executable: fc.array(text),
    rules: fc.uniqueArray(fc.constantFrom('allow', 'with arg[0] == "x" allow', 'must have site:a')),
    triggers: fc.uniqueArray(name).map((matches) => matches.map((match) => ({ match }))),
  });
  const config = fc
    .record({
      gortBundleVersion: fc.integer({ min: 1, max: 9 }),
      name,
      version: fc.constantFrom('1.0.0', '1.10', '0.1.0-rc.1'),
      author: optional(text),
      description: text,
      longDescription: optional(text),
      image: fc.constantFrom(undefined, 'alpine:latest', 'a/b:1'),
      permissions: fc.uniqueArray(name),
      commands: fc.dictionary(name, command, { noNullPrototype: true }),
    })
    .map((record) => JSON.parse(JSON.stringify(record)) as BundleConfig);

  it('is read as the same config again, from YAML and from JSON', () => {
    fc.assert(
      fc.property(config, (original) => {
        expect(parseBundleYaml(bundleToYaml(original)).config).toEqual(original);
        const json = bundleToJson(original, { enabled: false, installedOn: null, installedBy: null });
        expect(bundleFromJson(JSON.parse(JSON.stringify(json))).config).toEqual(original);
        expect(findBundleProblems(original)).toEqual([]);
      }),
      { numRuns: scaledRuns(500) },
    );
  });
});
