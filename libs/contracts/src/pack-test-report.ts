import { z } from 'zod';

const COUNTS = { total: z.int(), passed: z.int(), failed: z.int(), skipped: z.int() };

/** One test program of a pack, and what it counted. */
export const PackTestSuite = z.strictObject({
  name: z.string(),
  runnerType: z.enum(['pytest', 'unittest', 'npm', 'shell']),
  ...COUNTS,
  durationMs: z.int(),
  /** The end of what it printed, masked. */
  output: z.string(),
});
export type PackTestSuite = z.infer<typeof PackTestSuite>;

/** `not_runnable`: there are tests, but they can't be run here; `none`: the pack has no tests. */
export const PackTestReport = z.strictObject({
  status: z.enum(['passed', 'failed', 'not_runnable', 'none']),
  totalTests: COUNTS.total,
  passed: COUNTS.passed,
  failed: COUNTS.failed,
  skipped: COUNTS.skipped,
  durationMs: z.int(),
  /** Why the tests failed, or could not be run: one sentence, masked. */
  reason: z.string().nullable(),
  suites: z.array(PackTestSuite),
});
export type PackTestReport = z.infer<typeof PackTestReport>;
