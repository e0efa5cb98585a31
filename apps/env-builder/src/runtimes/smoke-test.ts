import { RejectedError } from '@packyard/contracts';
import type { CommandResult } from '@packyard/sandbox';
import { z } from 'zod';

// What is tried out can print such a line itself, with whatever it likes.
const MAX_PROBLEMS = 20;
const MAX_PROBLEM_LENGTH = 1000;
const Words = z
  .array(z.string())
  .transform((words) => words.slice(0, MAX_PROBLEMS).map((word) => word.slice(0, MAX_PROBLEM_LENGTH)));

const SmokeTestReport = z.object({ count: z.int(), problems: Words, warnings: Words });
export type SmokeTestReport = z.infer<typeof SmokeTestReport>;

/** What a runtime says about a problem of its own kind. */
type HintOf = (reason: string) => string | undefined;

/**
 * Reads the last line that a smoke test printed.
 * @throws RejectedError ENVIRONMENT_UNUSABLE when it found problems, or did not come to its end
 */
export function readSmokeTest(result: CommandResult, hintOf: HintOf = () => undefined): SmokeTestReport {
  const lastLine = result.stdout.trim().split('\n').at(-1) ?? '';
  const report = SmokeTestReport.safeParse(parseJson(lastLine));
  if (!report.success) {
    throw unusable(hintOf, `trying it out ended with code ${result.exitCode}: ${result.stderr.trim().slice(-500)}`);
  }
  if (report.data.problems.length > 0) throw unusable(hintOf, report.data.problems.join('; '));
  return report.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unusable(hintOf: HintOf, reason: string): RejectedError {
  return new RejectedError('ENVIRONMENT_UNUSABLE', `The environment was installed but does not work: ${reason}.`, {
    hint: hintOf(reason) ?? hintFor(reason),
  });
}

/** Names of modules that left the standard library or moved within it: what imports them was written for an older Python. */
const OLDER_PYTHON =
  /cannot import name '\w+' from '(?:collections|inspect|fractions|typing)'|No module named '(?:distutils|imp|asyncore|asynchat|cgi|telnetlib|pipes|crypt|smtpd)\b|invalid syntax/;

function hintFor(reason: string): string {
  if (OLDER_PYTHON.test(reason)) {
    return 'It was written for an older Python: pin a newer version of it, or choose an older Python with python_version.';
  }
  const [, requirement, missing] = /(?<!\S)(\S+) \S+ is installed, but .*No module named '([\w-]+)/.exec(reason) ?? [];
  if (missing !== undefined) {
    return `${requirement ?? 'The package'} does not declare what it needs: add the package that has the module ${missing} (mostly ${missing.replace(/_/g, '-')}) to the requirements of the pack.`;
  }
  const library = /(?<![\w+-])(lib[\w+-]+\.so[.\d]*): cannot open shared object file/.exec(reason)?.[1];
  if (library !== undefined) {
    return `The worker lacks the library ${library}: 'apt-file search ${library}' names the package on Debian and Ubuntu.`;
  }
  return 'Pin versions that work together in the requirements of the pack, and submit it again.';
}
