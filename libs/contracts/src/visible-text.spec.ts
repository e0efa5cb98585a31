import fc from 'fast-check';
import { RejectedError } from './errors';
import { maskText } from './masking';
import { visible, visibleMarks } from './visible-text';

const MARKS: [what: string, mark: string][] = [
  ['the mark from left to right', '\u200e'],
  ['the mark from right to left', '\u200f'],
  ['the Arabic mark of letters', '\u061c'],
  ...['\u202a', '\u202b', '\u202c', '\u202d', '\u202e'].map((mark): [string, string] => [
    'an embedding or override',
    mark,
  ]),
  ...['\u2066', '\u2067', '\u2068', '\u2069'].map((mark): [string, string] => ['an isolate', mark]),
  ...['\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad'].map((mark): [string, string] => [
    'a sign without width',
    mark,
  ]),
  ...['\u2028', '\u2029'].map((mark): [string, string] => ['a separator of lines', mark]),
];

describe('marks that nobody sees', () => {
  it.each(MARKS)('are shown as what they are in all that is said of others: %s %j', (_what, mark) => {
    const escape = `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`;
    const said = `pack ${mark}kcap`;
    const shown = `pack ${escape}kcap`;
    const error = new RejectedError('SOURCE_INVALID', said, { hint: said });
    expect([visible(said), visibleMarks(said), maskText(said), error.message, error.hint]).toEqual(
      Array.from({ length: 5 }, () => shown),
    );
  });

  it('are shown as both halves where one character has two', () => {
    expect(visible('a\u{e0041}')).toBe(String.raw`a\udb40\udc41`);
  });

  it('leave letters, signs, tabs and lines alone', () => {
    const text = 'größer\t日本語 · «…»\nעברית العربية 👍🏽 e\u0301 ❤️';
    expect(visible(text)).toBe(text);
  });

  it('leave a JSON document the same', () => {
    const text = fc.string({
      unit: fc.oneof(fc.constantFrom(...MARKS.map(([, mark]) => mark), '\\', '"', '\u{e0001}'), fc.string()),
    });
    fc.assert(
      fc.property(fc.dictionary(text, fc.array(text)), (value) => {
        const document = JSON.stringify(value);
        expect(JSON.parse(visibleMarks(document))).toEqual(JSON.parse(document));
      }),
    );
  });
});
