import type { CommandResult } from '@packyard/sandbox';
import { outputOf, withWords } from './suite-output';
import type { Counts, SuiteFindings, PlannedSuite } from './suite';
import { oneTest } from './suite';

/** What a suite counted; it is broken when it ended badly without a failed test that would explain it. */
export function counted(suite: PlannedSuite, result: CommandResult, counts: Counts): SuiteFindings {
  const output = outputOf(result);
  if (result.exitCode === 0 || counts.failed > 0) return { counts, output };
  const sentence = `The suite ${suite.name} ended with ${exitOf(result)} although none of its tests failed`;
  return { counts, output, fault: withWords(sentence, output) };
}

/** For a suite that ended before it told what it counted, however it ended. */
export function uncounted(suite: PlannedSuite, result: CommandResult): SuiteFindings {
  const output = outputOf(result);
  const sentence = `The suite ${suite.name} ended with ${exitOf(result)} before it had reported its tests`;
  return { counts: oneTest('failed'), output, fault: withWords(sentence, output) };
}

function exitOf({ exitCode }: CommandResult): string {
  return exitCode === null ? 'a signal' : `exit code ${exitCode}`;
}
