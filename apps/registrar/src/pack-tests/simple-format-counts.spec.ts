import fc from 'fast-check';
import { readSimpleCounts } from './simple-format-counts';

describe("counts in Attune's format simple", () => {
  it.each([
    ['Total Tests: 10\nPassed: 8\nFailed: 2\nSkipped: 0\n', { total: 10, passed: 8, failed: 2, skipped: 0 }],
    ['noise\n  Passed: 3\r\nmore\nFailed: 1\n', { total: 4, passed: 3, failed: 1, skipped: 0 }],
    ['Total Tests: 10\nPassed: 8\n', { total: 10, passed: 8, failed: 2, skipped: 0 }],
    ['Passed: 1\nFailed: 0\nPassed: 5\nFailed: 0\nTotal Tests: 5', { total: 5, passed: 5, failed: 0, skipped: 0 }],
    ['Total Tests: 0\nPassed: 0\nFailed: 0\n', { total: 0, passed: 0, failed: 0, skipped: 0 }],
    ['Total Tests: 10, Passed: 8, Failed: 2', { total: 10, passed: 8, failed: 2, skipped: 0 }],
    ['[INFO] Total Tests: 4\n[INFO] Passed: 4\n', { total: 4, passed: 4, failed: 0, skipped: 0 }],
    ['\u001b[32mPassed: 2\u001b[0m\nFailed: \u001b[31m1\u001b[0m\n', { total: 3, passed: 2, failed: 1, skipped: 0 }],
    ['Tests Passed: 3\n', undefined],
    ['Passed: 1st\nFailed: 0.5\n', undefined],
    ['NotPassed: 3\nUnFailed: 0\n', undefined],
    ['Passed: many\nFailed: none\n', undefined],
    ['', undefined],
  ])('%j', (output, counts) => {
    expect(readSimpleCounts(output)).toEqual(counts);
  });
});

it('counts as many tests as it can say how they ended, whatever is printed', () => {
  const word = fc.constantFrom(
    'Total Tests:',
    'Passed:',
    'Failed:',
    'Skipped:',
    ' ',
    '\n',
    '7',
    '999999999',
    '-1',
    '1.5',
    '\u001b[31m',
    'x',
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30 }), (words) => {
      const counts = readSimpleCounts(words.join(''));
      if (counts === undefined) return;
      expect(counts.total).toBe(counts.passed + counts.failed + counts.skipped);
      expect(Math.min(...Object.values(counts))).toBeGreaterThanOrEqual(0);
    }),
  );
});
