import { RejectedError } from '@packyard/contracts';
import { firstOf } from '@packyard/pack';
import { z } from 'zod';

const Runner = z.object({
  type: z.enum(['script', 'unittest', 'pytest', 'npm']),
  entry_point: z.string().nullish(),
  /** In seconds. */
  timeout: z.number().nullish(),
  result_format: z.string().nullish(),
});
export type Runner = z.infer<typeof Runner>;

const TestingSection = z.object({
  enabled: z.boolean().nullish(),
  discovery: z.object({ path: z.string().nullish() }).nullish(),
  runners: z.record(z.string(), Runner).nullish(),
  min_pass_rate: z.number().min(0).max(1).nullish(),
});
export type TestingSection = z.infer<typeof TestingSection>;

/**
 * The part of `testing` in a manifest that says what to run.
 * @throws RejectedError MANIFEST_INVALID
 */
export function readTestingSection(testing: Record<string, unknown> | null): TestingSection {
  const section = TestingSection.safeParse(testing ?? {});
  if (section.success) return section.data;
  const problems = firstOf(
    section.error.issues,
    (issue) => `${['testing', ...issue.path].join('.')}: ${issue.message}`,
  );
  throw new RejectedError('MANIFEST_INVALID', `The manifest's tests are not well described: ${problems.join('; ')}.`, {
    hint: 'Fix the section testing in pack.yaml, and submit the pack again.',
  });
}
