import { processorTimeMs } from '@packyard/testing';
import { readNpmCounts } from './npm-counts';

describe('the counts of npm test', () => {
  it("are read from node's test runner, as TAP and as its own format", () => {
    const counts = { total: 7, passed: 3, failed: 2, skipped: 2 };
    const lines = ['tests 7', 'suites 0', 'pass 3', 'fail 1', 'cancelled 1', 'skipped 1', 'todo 1', 'duration_ms 9.1'];
    expect(readNpmCounts(lines.map((line) => `# ${line}`).join('\n'))).toEqual(counts);
    expect(readNpmCounts(lines.map((line) => `ℹ ${line}`).join('\n'))).toEqual(counts);
  });

  it('are added up when several runs follow each other', () => {
    expect(readNpmCounts('# tests 2\n# pass 2\n# fail 0\n# tests 3\n# pass  1\n# fail  2\n')).toMatchObject({
      total: 5,
      passed: 3,
      failed: 2,
    });
  });

  it('are read from Jest and Vitest', () => {
    const jest = 'Test Suites: 1 failed, 1 total\nTests:       1 failed, 2 skipped, 4 passed, 7 total\n';
    expect(readNpmCounts(jest)).toEqual({ total: 7, passed: 4, failed: 1, skipped: 2 });
    const vitest = ' Test Files  1 failed (1)\n      Tests  1 failed | 4 passed (5)\n';
    expect(readNpmCounts(vitest)).toEqual({ total: 5, passed: 4, failed: 1, skipped: 0 });
  });

  it('are read from Mocha', () => {
    expect(readNpmCounts('\n  5 passing (12ms)\n  2 pending\n  1 failing\n')).toEqual({
      total: 8,
      passed: 5,
      failed: 1,
      skipped: 2,
    });
  });

  it('are not guessed from anything else', () => {
    expect(readNpmCounts('ran 5 tests, 3 passing grades\n')).toBeUndefined();
  });

  it('are read in no time from output that was made to take long', () => {
    const startedAt = processorTimeMs();
    readNpmCounts('\n'.repeat(250_000));
    readNpmCounts(`Tests ${' '.repeat(250_000)}`);
    readNpmCounts('Tests 1(1('.repeat(25_000));
    expect(processorTimeMs() - startedAt).toBeLessThan(2000);
  });
});
