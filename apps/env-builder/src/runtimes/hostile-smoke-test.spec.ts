import { assertReadSoon, hostileTexts, scaledRuns } from '@packyard/testing';
import fc from 'fast-check';
import { readSmokeTest } from './smoke-test';

const WORDS = [
  ' is installed, but ',
  "No module named '",
  'lib',
  '.so',
  ': cannot open shared object file',
  'invalid syntax',
];

const printing = (report: unknown) => ({ exitCode: 0, stdout: JSON.stringify(report), stderr: '', durationMs: 1 });

describe('what is tried out and prints its own result', () => {
  it('takes no time that grows with more than the length of it', async () => {
    await fc.assert(
      fc.asyncProperty(hostileTexts(WORDS, 250_000), (text) =>
        assertReadSoon(text, () => readSmokeTest(printing({ count: 1, problems: [text], warnings: [] }))),
      ),
      { numRuns: scaledRuns(100), examples: [['x'.repeat(250_000)], ['lib'.repeat(80_000)]] },
    );
  });

  it('is not repeated without end', () => {
    const many = Array.from({ length: 5000 }, (_word, index) => `${index} ${'x'.repeat(5000)}`);
    const { warnings } = readSmokeTest(printing({ count: 1, problems: [], warnings: many }));
    expect(warnings).toHaveLength(20);
    expect(warnings.every((warning) => warning.length <= 1000)).toBe(true);
    expect(() => readSmokeTest(printing({ count: 1, problems: many, warnings: [] }))).toThrow(/^.{1,25000}$/s);
  });
});
