import * as fc from 'fast-check';
import { processorTimeMs, scaledRuns } from '@packyard/testing';
import { readYaml } from './read-yaml';
import type { YamlVersion } from './scalars';
import { positionOf, rawText } from './value-nodes';

function read(text: string, version: YamlVersion = '1.1'): unknown {
  const document = readYaml(text);
  const read = 'problems' in document ? document : document.value(version);
  return 'problems' in read
    ? read.problems.map(({ message, place }) => [place.line, place.column, message])
    : read.value;
}

describe('scalars', () => {
  it.each([
    ['yes', true, 'yes'],
    ['No', false, 'No'],
    ['on', true, 'on'],
    ['y', 'y', 'y'],
    ['TRUE', true, true],
    ['012', 10, '012'],
    ['0o17', '0o17', 15],
    ['0x1F', 31, 31],
    ['0b11', 3, 3],
    ['1_000', 1000, '1_000'],
    ['12:30:45', 45_045, '12:30:45'],
    ['1:30.5', 90.5, '1:30.5'],
    ['1e3', '1e3', 1000],
    ['1.5e+3', 1500, 1500],
    ['-.5', '-.5', -0.5],
    ['.5', 0.5, 0.5],
    ['5.', 5, 5],
    ['-1', -1, -1],
    ['+1', 1, 1],
    ['2024-01-01', '2024-01-01', '2024-01-01'],
    ['.inf', '.inf', '.inf'],
    ['12345678901234567890', '12345678901234567890', '12345678901234567890'],
    ['~', null, null],
    ['', null, null],
    ['"on"', 'on', 'on'],
    ["'012'", '012', '012'],
    ['!!str 1.10', '1.10', '1.10'],
    ['! 12', '12', '12'],
    ['!!int "3"', 3, 3],
    ['!<tag:yaml.org,2002:str> 3', '3', '3'],
  ])('takes %s as %j in YAML 1.1 and as %j in 1.2', (written, in11, in12) => {
    expect([read(`a: ${written}`, '1.1'), read(`a: ${written}`, '1.2'), read(`a: ${written}`, 'text')]).toEqual([
      { a: in11 },
      { a: in12 },
      { a: expect.any(String) },
    ]);
  });

  it('keeps what is written beside what it means', () => {
    const document = readYaml('version: 1.10\nrefs: [no, 0755]\n"on": {x: 1}\n');
    const mapping = ('value' in document ? document.value('1.1') : document) as { value: Record<string, unknown[]> };
    expect(rawText(mapping.value, 'version')).toBe('1.10');
    expect([0, 1].map((index) => rawText(mapping.value['refs'] ?? [], index))).toEqual(['no', '0755']);
    expect(positionOf(mapping.value, ['on', 'x'])).toEqual({ line: 3, column: 11 });
    expect(positionOf(mapping.value, ['refs', 1, 'more'])).toEqual({ line: 2, column: 12 });
  });

  it('leaves out the end of the line that the file does not have', () => {
    expect(read('a: |\n  x\n  y')).toEqual({ a: 'x\ny' });
    expect(read('a: |\n  x\n  y\n')).toEqual({ a: 'x\ny\n' });
  });
});

describe('lines that begin further left than their key', () => {
  it.each([
    ['a: "one\ntwo"\n', { a: 'one two' }],
    ['a:\n  b: "one\n two\\\n  three"\nc: 1\n', { a: { b: 'one twothree' }, c: 1 }],
    ["a:\n  b: 'one\n\ntwo'\n", { a: { b: 'one\ntwo' } }],
    ['parameters:\n  x:\n    enum: [\n      one\n    ]\n', { parameters: { x: { enum: ['one'] } } }],
    ['a: {\nb: 1,\nc: [\n2\n]\n}\nd: 3\n', { a: { b: 1, c: [2] }, d: 3 }],
    ['a:\n  b: {\n}\n', { a: { b: {} } }],
    ['a: ["x\ny", z]\n', { a: ['x y', 'z'] }],
  ])('reads %j', (text, value) => {
    expect(read(text)).toEqual(value);
    expect(read(text, '1.2')).toEqual(value);
  });

  it.each([
    ['a: "one\n---\nb: 2\n', 'deficient indentation'],
    ['a: [\n...\n', 'deficient indentation'],
  ])('takes no marker of a document for text: %j', (text, message) => {
    expect(read(text)).toEqual([[2, 1, message]]);
  });

  it('tells places as they are in the file', () => {
    expect(read('a: "one\ntwo"\nb: [\n1,\n 2 3: : {\n]\n')).toMatchObject([
      [5, expect.any(Number), expect.any(String)],
    ]);
    const document = readYaml('a: [\nx,\ny]\n');
    const { value } = ('value' in document ? document.value('1.1') : document) as { value: Record<string, unknown> };
    expect(positionOf(value, ['a', 1])).toEqual({ line: 3, column: 1 });
  });

  it('is not kept busy by very many of them', () => {
    const startedAt = processorTimeMs();
    read(`a: "${'x\n'.repeat(100_000)}"`);
    expect(processorTimeMs() - startedAt).toBeLessThan(20_000);
  });
});

describe('what is wrong', () => {
  it.each<[string, YamlVersion, unknown]>([
    [
      'a: 1\nb: *x\nc: !mine 2\n',
      '1.1',
      [
        [2, 4, expect.stringContaining('*x')],
        [3, 4, expect.stringContaining('!mine')],
      ],
    ],
    ['a: 1\na: 2\n', '1.2', [[2, 1, "duplicated mapping key 'a', first in line 1, column 1"]]],
    ['? [a]\n: 1\n', '1.1', [[1, 3, "a list can't be a key"]]],
    ['a: !!int x\n', '1.1', [[1, 4, "the value 'x' does not fit the tag !!int"]]],
    ['a: &a {<<: *a}\n', '1.1', [[1, 7, "'<<' can only merge other mappings"]]],
    ['a: 1\n---\nb: 2\n', '1.1', [[3, 1, expect.stringContaining('second document')]]],
  ])('names every place in %j', (text, version, problems) => {
    expect(read(text, version)).toEqual(problems);
  });

  it('finds the errors of several entries at once', () => {
    const places = read('name: x\na: [1, 2\nb: ok\nc: }\nd: "e" f\n') as unknown[][];
    expect(places.map(([line]) => line)).toEqual([3, 4, 5]);
  });

  it('is the last of a key that is there twice, for YAML 1.1', () => {
    expect(read('a: 1\nb: 2\na: 3\n')).toEqual({ a: 3, b: 2 });
  });
});

it('reads more lines than a function takes arguments', () => {
  expect(read(`a: 1\n${'#\n'.repeat(300_000)}`)).toEqual({ a: 1 });
});

describe('merge keys and aliases', () => {
  it('merges in YAML 1.1, and keeps << as it is in YAML 1.2', () => {
    const text = 'a: &a {x: 1, y: 1}\nb: {y: 2, <<: *a}\nc: {<<: [*a, {z: 3, x: 9}]}\n';
    expect(read(text)).toMatchObject({ b: { x: 1, y: 2 }, c: { x: 1, y: 1, z: 3 } });
    expect(read(text, '1.2')).toMatchObject({ b: { y: 2, '<<': { x: 1, y: 1 } } });
  });

  it('has no trouble with names that objects have by nature', () => {
    expect(Object.keys(read('__proto__: {x: 1}\nconstructor: 2\n') as object)).toEqual(['__proto__', 'constructor']);
  });

  it('refuses values that contain themselves', () => {
    expect(read('a: &a [*a]\n')).toMatchObject([[1, 1, expect.stringContaining('levels deep')]]);
  });
});

it('answers whatever the text is', () => {
  const piece = fc.constantFrom(
    ...[
      'a:',
      ' b:',
      '- ',
      '? ',
      ': ',
      '&x ',
      '*x',
      '<<: ',
      '"',
      "'",
      '[',
      ']',
      '{',
      '}',
      ',',
      '|',
      '>-',
      '#',
      '---',
      '\n',
      '  ',
      '\t',
      '!!int ',
      '%TAG ! x',
      '\uFEFF',
      '\r',
      '1',
    ],
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece).map((parts) => parts.join('')),
      ),
      (text) => {
        for (const version of ['1.1', '1.2', 'text'] as const) expect(read(text, version)).not.toBe(undefined);
      },
    ),
    { numRuns: scaledRuns(3000) },
  );
});
