import { assertReadSoon, hostileTexts, scaledRuns } from '@packyard/testing';
import fc from 'fast-check';
import { readJunit } from './junit';
import { outputOf, withWords } from './suite-output';
import { readNpmCounts } from './npm-counts';
import { readSimpleCounts } from './simple-format-counts';
import { readTap } from './tap';

const WORDS = [
  '\n',
  '\t',
  'Tests: ',
  'passed',
  ' total',
  '# pass ',
  'ok ',
  'not ok',
  '<testsuite ',
  'tests="1"',
  '1 failing',
  'E ',
];
const READERS: [string, (text: string) => unknown][] = [
  ['JUnit', readJunit],
  ['npm', readNpmCounts],
  ['TAP', (text) => readTap(text, true)],
  ['scripts', readSimpleCounts],
  ['last words', (text) => withWords('It failed', outputOf({ stdout: text, stderr: '' }))],
];

it.each(READERS)('to read the results of tests, as of %s, takes as long as they are', async (_what, read) => {
  await fc.assert(
    fc.asyncProperty(hostileTexts(WORDS, 200_000), (text) => assertReadSoon(text, () => read(text))),
    { numRuns: scaledRuns(500) },
  );
});
