import { maskText, type PackTestReport } from '@packyard/contracts';
import type { SuiteOutcome } from './suite';

/** One report of all suites. Below `minPassRate` (skipped tests left out), counted failures make it fail. */
export function concludeReport(outcomes: readonly SuiteOutcome[], minPassRate?: number): PackTestReport {
  const suites = outcomes.map((outcome) => outcome.suite);
  const total = (name: 'total' | 'passed' | 'failed' | 'skipped' | 'durationMs') =>
    suites.reduce((sum, suite) => sum + suite[name], 0);
  const [passed, failed] = [total('passed'), total('failed')];
  const isExcused = minPassRate !== undefined && passed / (passed + failed) >= minPassRate;
  return {
    ...judge(outcomes, isExcused),
    totalTests: total('total'),
    passed,
    failed,
    skipped: total('skipped'),
    durationMs: total('durationMs'),
    suites,
  };
}

/** For tests that are described in such a way that none is run. */
export function refusal(reason: string): PackTestReport {
  return { ...concludeReport([]), status: 'failed', reason: maskText(reason) };
}

function judge(outcomes: readonly SuiteOutcome[], isExcused: boolean): Pick<PackTestReport, 'status' | 'reason'> {
  const first = (verdict: SuiteOutcome['verdict']) => outcomes.find((outcome) => outcome.verdict === verdict);
  const failing = first('broken') ?? (isExcused ? undefined : first('failed'));
  if (failing !== undefined) return { status: 'failed', reason: failing.reason };
  const notRunnable = first('not_runnable');
  if (notRunnable !== undefined) return { status: 'not_runnable', reason: notRunnable.reason };
  return { status: outcomes.length === 0 ? 'none' : 'passed', reason: null };
}
