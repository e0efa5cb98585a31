import { maskText, RejectedError } from '@packyard/contracts';
import { withTimeLimit } from '@packyard/pipeline';
import { CommandNotFound } from '@packyard/sandbox';
import { withWords } from './suite-output';
import { runNpm } from './npm.runner';
import { runPytest } from './pytest.runner';
import { runScript } from './script.runner';
import { type SuiteFindings, NO_TESTS, oneTest, type PlannedSuite, type RunnerType } from './suite';
import type { SuiteOutcome, SuiteRunner } from './suite';
import { runUnittest } from './unittest.runner';
import { type TestContext, withTestWorkspace } from './test-workspace';

const RUNNERS: Record<RunnerType, SuiteRunner> = {
  pytest: runPytest,
  unittest: runUnittest,
  npm: runNpm,
  shell: runScript,
};
const MAX_REASON_LENGTH = 600;

/** Runs one suite to its end, or until its time is up. Throws only when the signal is aborted. */
export async function runSuite(suite: PlannedSuite, context: TestContext, signal: AbortSignal): Promise<SuiteOutcome> {
  const startedAt = Date.now();
  const findings = await find(suite, context, signal);
  const reason = findings.fault ?? findings.obstacle ?? failureOf(suite, findings);
  return {
    suite: {
      name: suite.name,
      runnerType: suite.runnerType,
      ...findings.counts,
      durationMs: Date.now() - startedAt,
      output: findings.output,
    },
    verdict: verdictOf(findings),
    reason: reason === null ? null : maskText(reason).replace(/\s+/g, ' ').slice(0, MAX_REASON_LENGTH),
  };
}

async function find(suite: PlannedSuite, context: TestContext, signal: AbortSignal): Promise<SuiteFindings> {
  const limit = {
    seconds: suite.timeoutSeconds,
    signal,
    subject: 'The tests',
    hint: 'Raise the timeout of the runner.',
  };
  try {
    return await withTimeLimit(limit, (limited) =>
      withTestWorkspace(context, limited, (workspace) => RUNNERS[suite.runnerType](suite, workspace)),
    );
  } catch (error) {
    // A stage has a time limit too: when that is what ended the tests, it says nothing about them.
    signal.throwIfAborted();
    if (error instanceof CommandNotFound) return { counts: NO_TESTS, output: '', obstacle: `${error.message}.` };
    if (!(error instanceof RejectedError)) throw error;
    if (error.code !== 'TIMED_OUT' && error.code !== 'LIMIT_EXCEEDED') throw error;
    const tookTooLong = `The tests took longer than ${suite.timeoutSeconds} seconds and were stopped.`;
    const fault = error.code === 'TIMED_OUT' ? tookTooLong : error.message;
    return { counts: oneTest('failed'), output: '', fault };
  }
}

function failureOf(suite: PlannedSuite, { counts, output }: SuiteFindings): string | null {
  if (counts.failed === 0) return null;
  return withWords(`${counts.failed} of ${counts.total} tests failed in suite ${suite.name}`, output);
}

function verdictOf({ counts, fault, obstacle }: SuiteFindings): SuiteOutcome['verdict'] {
  if (fault !== undefined) return 'broken';
  if (obstacle !== undefined) return 'not_runnable';
  return counts.failed > 0 ? 'failed' : 'passed';
}
