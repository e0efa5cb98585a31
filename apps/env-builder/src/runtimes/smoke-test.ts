import { RejectedError } from '@packyard/contracts';
import type { CommandResult } from '@packyard/sandbox';
import { z } from 'zod';

const SmokeTestReport = z.object({ count: z.int(), problems: z.array(z.string()), warnings: z.array(z.string()) });
export type SmokeTestReport = z.infer<typeof SmokeTestReport>;

/**
 * Reads the last line that a smoke test printed.
 * @throws RejectedError ENVIRONMENT_UNUSABLE when it found problems, or did not come to its end
 */
export function readSmokeTest(result: CommandResult): SmokeTestReport {
  const lastLine = result.stdout.trim().split('\n').at(-1) ?? '';
  const report = SmokeTestReport.safeParse(parseJson(lastLine));
  if (!report.success) {
    throw unusable(`trying it out ended with code ${result.exitCode}: ${result.stderr.trim().slice(-500)}`);
  }
  if (report.data.problems.length > 0) throw unusable(report.data.problems.join('; '));
  return report.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unusable(reason: string): RejectedError {
  return new RejectedError('ENVIRONMENT_UNUSABLE', `The environment was installed but does not work: ${reason}.`, {
    hint: 'Pin versions that work together in the requirements of the pack, and submit it again.',
  });
}
