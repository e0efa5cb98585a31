import { runUnittest } from './unittest.runner';

const suite = { name: 'unittest', runnerType: 'unittest', target: '/pack/tests', timeoutSeconds: 1 } as const;

/** Tests can write the last line themselves, and end the interpreter. */
function reported(report: Record<string, unknown>) {
  const stdout = `${JSON.stringify({ total: 3, passed: 1, failed: 1, skipped: 1, missing: [], ...report })}\n`;
  const run = () => Promise.resolve({ exitCode: 0, stdout, stderr: '', durationMs: 1 });
  return runUnittest(suite, { folder: '/pack', scratch: '/scratch', python: 'python3', path: '', run });
}

describe('what unittest reports', () => {
  it('is taken', async () => {
    expect(await reported({})).toMatchObject({ counts: { total: 3, passed: 1, failed: 1, skipped: 1 } });
  });

  it.each([
    { total: Number.MAX_SAFE_INTEGER, passed: Number.MAX_SAFE_INTEGER - 2 },
    { total: 1_000_001, passed: 999_999 },
    { skipped: -5, total: -3 },
    { passed: 4 },
    { total: 2 },
  ])('is not taken when it is not possible: %j', async (report) => {
    expect(await reported(report)).toMatchObject({
      counts: { total: 1, passed: 0, failed: 1, skipped: 0 },
      fault: expect.stringContaining('before it had reported its tests') as string,
    });
  });
});
