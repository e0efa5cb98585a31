import fc from 'fast-check';
import { load } from 'js-yaml';
import { styleFor } from '../progress/style';
import { askedFormat, formatOf, OUTPUT_FORMATS } from './output-format';
import { render, yamlText } from './render';

const style = styleFor(false);
const packs = [
  { ref: 'slack', id: 7, label: 'Slack', source: '/srv/slack' },
  { ref: 'mail', id: 8, label: '', source: '/srv/mail' },
];
const rendering = {
  nothing: 'No packs.',
  columns: [
    ['PACK', ({ ref }: { ref: string }) => ref],
    ['LABEL', ({ label }: { label: string }) => label],
    ['SOURCE', ({ source }: { source: string }) => source, 'wide'],
  ],
} as const;

describe('an answer', () => {
  it('is a table, with more columns when it may be wide', () => {
    expect(render(packs, { style }, rendering)).toEqual(['PACK   LABEL', 'slack  Slack', 'mail']);
    expect(render(packs, { output: 'wide', style }, rendering)).toEqual([
      'PACK   LABEL  SOURCE',
      'slack  Slack  /srv/slack',
      'mail          /srv/mail',
    ]);
    expect(render([], { style }, rendering)).toEqual(['No packs.']);
  });

  it('is a document for programs', () => {
    expect(JSON.parse(render(packs, { json: true, style }, rendering).join('\n'))).toEqual(packs);
    expect(load(render(packs, { output: 'yaml', style }, rendering).join('\n'))).toEqual(packs);
    expect(load(render([], { output: 'yaml', style }, rendering).join('\n'))).toEqual([]);
  });

  it('is one name on a line for other commands: the ref, or else the id, or else the name', () => {
    const names = (answer: Parameters<typeof render<{ name: string } | string>>[0]) =>
      render(answer, { output: 'name', style }, { lines: () => [] });
    expect(render(packs, { output: 'name', style }, rendering)).toEqual(['slack', 'mail']);
    expect(render([], { output: 'name', style }, rendering)).toEqual([]);
    expect(render({ id: 12, name: 'ci' }, { output: 'name', style }, { lines: () => [] })).toEqual(['12']);
    expect([names({ name: 'ada' }), names('operators')]).toEqual([['ada'], ['operators']]);
  });

  it('has no escape sequence and no end of a line in a name', () => {
    expect(render('a\u001b[2J\nb', { output: 'name', style }, { lines: () => [] })).toEqual(['a b']);
  });

  it('is masked in each format', () => {
    const answer = { ref: 'x', source: 'https://user:s3cr3t@git.example.org/x.git' };
    for (const output of OUTPUT_FORMATS) {
      const text = render([answer], { output, style }, { ...rendering, columns: [['SOURCE', ({ source }) => source]] });
      expect(text.join('\n')).not.toContain('s3cr3t');
    }
  });

  it('is the same read as YAML or as JSON, and shows marks that nobody sees', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('yes', '1.0', 'null', '0o7', '2026-01-01', '- a', 'a: b', '\u202e\n'),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.array(fc.oneof(text, fc.integer(), fc.constant(null)))), (value) => {
        expect(load(yamlText(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(yamlText({ label: 'a\u202eb\nc' })).toBe('label: "a\\u202eb\\nc"');
  });
});

describe('the format that was asked for', () => {
  it.each([
    [['pack', 'list'], 'table'],
    [['pack', 'list', '--json'], 'json'],
    [['pack', 'list', '-o', 'yaml'], 'yaml'],
    [['pack', 'list', '-oyaml'], 'yaml'],
    [['pack', 'list', '--output', 'json'], 'json'],
    [['pack', 'list', '--output=json'], 'json'],
    [['pack', 'lst', '-o', 'json'], 'json'],
    [['pack', 'list', '-o'], 'table'],
    [['pack', 'list', '-o', 'xml'], 'table'],
    [['config', 'get', '-b', 'date', '-o', 'json'], 'table'],
    [['config', 'get', '-b', 'date', '-o', 'json', '--output', 'yaml'], 'yaml'],
    [['lock', '-o', 'json'], 'table'],
    [['user', 'create', '--', '--json'], 'table'],
  ])('by %j is %s', (words, format) => {
    expect(askedFormat(words)).toBe(format);
  });

  it('is refused when two options contradict each other', () => {
    expect(formatOf({ json: true, output: 'json' })).toBe('json');
    expect(() => formatOf({ json: true, output: 'yaml' })).toThrow('cannot be used together');
  });
});
