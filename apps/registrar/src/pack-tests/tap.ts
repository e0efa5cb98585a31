import { type Counts, NO_TESTS, oneTest } from './suite';

/**
 * The results of a Test Anything stream, planned tests that never came among the failed. Nothing when the output is no
 * such stream: it has no plan, unless it is `expected`, or no result at all.
 */
export function readTap(output: string, isExpected: boolean): Counts | undefined {
  const plan = /^1\.\.(\d{1,6})\b/m.exec(output)?.[1];
  if (plan === undefined && !isExpected) return undefined;
  if (Number(plan) === 0) return oneTest('skipped');
  const counts = { ...NO_TESTS };
  for (const [, not, rest = ''] of output.matchAll(/^(not )?ok\b(.*)$/gm)) {
    counts.total += 1;
    counts[resultOf(not !== undefined, rest)] += 1;
  }
  const missing = Math.max(0, Number(plan ?? 0) - counts.total);
  if (counts.total + missing === 0) return undefined;
  return { ...counts, total: counts.total + missing, failed: counts.failed + missing };
}

function resultOf(isNotOk: boolean, rest: string): 'passed' | 'failed' | 'skipped' {
  if (/#\s*skip/i.test(rest)) return 'skipped';
  if (!isNotOk) return 'passed';
  // What is still to be done may fail.
  return /#\s*todo\b/i.test(rest) ? 'skipped' : 'failed';
}
