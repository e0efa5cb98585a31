import { assertReadSoon, hostileTexts, scaledRuns } from '@packyard/testing';
import fc from 'fast-check';
import { maskText } from './masking';
import { nearNames } from './did-you-mean';
import { parseSource } from './parse-source';
import { isSourceAmong, patternProblem } from './source-pattern';
import { branchHint, isMisleading, spellingHint } from './source-spellings';
import { splitSubPath } from './sub-path';

const WORDS = [
  ...['https://', 'git+', '.git', '.tar.gz', '//', 's3://', 'oci://', 'github.com/', '@', ':', '#', '?', '&', '%2f'],
  ...['==', ',', '~', '<', '\n', '\u001b[', '\u001b]', 'A', '_', '*'],
];
const READERS: [string, (text: string) => unknown][] = [
  ['a source', (text) => parseSource(text)],
  ['a source with a branch', (text) => parseSource(`https://h.example/${text}`, { refSpec: 'main' })],
  ['an artifact', (text) => parseSource(`oci://h.example/${text}`)],
  ['an object', (text) => parseSource(`s3+https://h.example/${text}`)],
  ['a folder of a source', splitSubPath],
  ['a spelling', (text) => [isMisleading(text), spellingHint(text), branchHint(text)]],
  ['a pattern', patternProblem],
  [
    'what a pattern is for',
    (text) =>
      isSourceAmong({ source: { kind: 'git', url: `https://h.example/${text}` } } as never, [
        'https://h.example/*a*b*',
      ]),
  ],
  ['a text with secrets', (text) => maskText(text)],
  ['a name', (text) => nearNames(text, ['slack', 'core'])],
];

it.each(READERS)('to read %s takes no time that grows with more than its length', async (_what, read) => {
  await fc.assert(
    fc.asyncProperty(hostileTexts(WORDS, 300_000), (text) => assertReadSoon(text, () => read(text))),
    { numRuns: scaledRuns(500) },
  );
});

it('a source that is longer than any address is refused without a word of it', () => {
  const long = `https://user:secret@h.example/${'a'.repeat(8192)}`;
  expect(() => parseSource(long)).toThrow(
    /^A source of 8222 characters is longer than any address: 8192 are allowed\.$/,
  );
});
