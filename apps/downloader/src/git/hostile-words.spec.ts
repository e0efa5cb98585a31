import { assertReadSoon, hostileTexts, scaledRuns } from '@packyard/testing';
import fc from 'fast-check';
import { readAdvertisement } from './git-advertisement';
import { gitFailure } from './git-failure';
import { withoutProgress } from './git-progress';
import { parsePointer } from './lfs/lfs-pointer';

const WORDS = [
  "transport '",
  'remote: ',
  'error: ',
  '\n',
  '\r',
  'Counting objects: ',
  '100% ',
  ' key ',
  '%',
  '(1/2)',
  ', ',
  '\0',
  '0000',
];
const READERS: [string, (text: string) => unknown][] = [
  ['words of git', (text) => gitFailure('https://h.example/x.git', new Error(text))],
  ['progress', withoutProgress],
  ['references', (text) => readAdvertisement(Buffer.from(text), undefined)],
  ['a pointer', parsePointer],
];

it.each(READERS)(
  'to read %s that a server sends takes no time that grows with more than their length',
  async (_what, read) => {
    await fc.assert(
      fc.asyncProperty(hostileTexts(WORDS, 300_000), (text) => assertReadSoon(text, () => read(text))),
      { numRuns: scaledRuns(300), examples: [["transport '".repeat(100_000)]] },
    );
  },
);
