import { assertReadSoon, hostileTexts, scaledRuns } from '@packyard/testing';
import fc from 'fast-check';
import { readAttuneDependencies } from './attune-dependencies';
import { readPlatformRequirements } from './platform-requirements';
import { readStackStormDependencies } from './stackstorm-dependencies';

const WORDS = ['>=', '>>', '@', ',', ', ', '://', 'v1', '\n', '\t', '*', '.git', '=', '?', '#'];
const READERS: [string, (text: string) => unknown][] = [
  ['dependencies of Attune', (text) => readAttuneDependencies({ dependencies: [text] }, 'dependencies')],
  ['dependencies of StackStorm', (text) => readStackStormDependencies({ dependencies: [text] })],
  ['what a pack wants of the platform', (text) => readPlatformRequirements({ stackstorm_version: text })],
];

it.each(READERS)('%s take no time that grows with more than their length', async (_what, read) => {
  await fc.assert(
    fc.asyncProperty(hostileTexts(WORDS, 300_000), (text) => assertReadSoon(text, () => read(text))),
    {
      numRuns: scaledRuns(300),
      examples: [[`a${'\t'.repeat(60_000)}!\n`], [`1${' '.repeat(200_000)}!`], [`${','.repeat(200_000)}x`]],
    },
  );
});
