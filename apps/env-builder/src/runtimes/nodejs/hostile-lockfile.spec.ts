import { assertReadSoon, hostileTexts, scaledRuns } from '@packyard/testing';
import fc from 'fast-check';
import { assertSameHashes } from './assert-same-hashes';
import { isRepository } from './assert-no-repositories';
import { npmMessages } from './npm-messages';
import { lockedPackages } from './vendored-lockfile';

const WORDS = [
  '\n',
  '  ',
  '    ',
  ':\n',
  'a@',
  '\ra@',
  "'",
  '@',
  'resolution: {',
  'integrity: ',
  'a: b',
  '}',
  'version "',
  'npm: Usage:',
  '#',
  '.git',
  'https://',
];
const READERS: [string, (text: string) => unknown][] = [
  ['to export', lockedPackages],
  ['to export, with one package', (text) => lockedPackages(`packages:\n  a@1:\n    resolution: {${text}}\n`)],
  ['of Yarn', (text) => assertSameHashes({ file: 'yarn.lock', text }, text)],
  ['whose packages come from a place', isRepository],
  ['that npm speaks of', npmMessages],
];

it.each(READERS)('to read a lock %s takes no time that grows with more than its length', async (_what, read) => {
  await fc.assert(
    fc.asyncProperty(hostileTexts(WORDS, 200_000), (text) => assertReadSoon(text, () => read(text))),
    { numRuns: scaledRuns(300), examples: [['0'.repeat(400_000)]] },
  );
});
