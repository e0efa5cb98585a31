import type { PackTestSuite } from '@packyard/contracts';
import type { CommandResult } from '@packyard/sandbox';

export type RunnerType = PackTestSuite['runnerType'];
export type Counts = Pick<PackTestSuite, 'total' | 'passed' | 'failed' | 'skipped'>;

/** A suite that is to be run. */
export interface PlannedSuite {
  name: string;
  runnerType: RunnerType;
  /** Absolute path of the file or folder with the tests. */
  target: string;
  timeoutSeconds: number;
  resultFormat?: string;
}

/** Where a suite is run, and how its programs are started: with their own home, and without settings of ours. */
export interface TestWorkspace {
  /** The pack. */
  folder: string;
  /** Outside of the pack, gone when the suite has ended. */
  scratch: string;
  python: string;
  /** The PATH without a Node.js of the pack. */
  path: string;
  run: (command: string, args: readonly string[], options?: RunOptions) => Promise<CommandResult>;
}

interface RunOptions {
  /** The pack's folder unless another is named. */
  workingFolder?: string;
  environment?: Readonly<Record<string, string>>;
}

/** What a runner learnt from running a suite. */
export interface SuiteFindings {
  counts: Counts;
  output: string;
  /** Why the tests, or some of them, can't be run here. */
  obstacle?: string;
  /** Why the suite failed in another way than by tests that did. */
  fault?: string;
}

export type SuiteRunner = (suite: PlannedSuite, workspace: TestWorkspace) => Promise<SuiteFindings>;

export interface SuiteOutcome {
  suite: PackTestSuite;
  /** `broken`: failed, and not because of tests that were counted, so no pass rate excuses it. */
  verdict: 'passed' | 'failed' | 'broken' | 'not_runnable';
  reason: string | null;
}

export const NO_TESTS: Counts = { total: 0, passed: 0, failed: 0, skipped: 0 };

/** For suites that say no more than how they ended. */
export function oneTest(result: 'passed' | 'failed' | 'skipped'): Counts {
  return { ...NO_TESTS, total: 1, [result]: 1 };
}
