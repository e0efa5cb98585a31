import { z } from 'zod';

/** Attune's PackTestResult, with the summary that its command line looks for. */
export const AttuneTestResult = z.object({
  packRef: z.string(),
  packVersion: z.string(),
  executionTime: z.iso.datetime(),
  status: z.enum(['passed', 'failed', 'not_runnable', 'none']),
  totalTests: z.int(),
  passed: z.int(),
  failed: z.int(),
  skipped: z.int(),
  passRate: z.number().describe('0 to 1, of the tests that ran.'),
  durationMs: z.int(),
  reason: z.string().nullable(),
  summary: z.object({ total: z.int(), passed: z.int(), failed: z.int(), skipped: z.int() }),
  testSuites: z.array(
    z.object({
      name: z.string(),
      runnerType: z.string(),
      total: z.int(),
      passed: z.int(),
      failed: z.int(),
      skipped: z.int(),
      durationMs: z.int(),
      output: z.string(),
      testCases: z.array(z.unknown()),
    }),
  ),
});
export type AttuneTestResult = z.infer<typeof AttuneTestResult>;

/** Attune's PackTestExecution. */
export const PackTestView = z.object({
  id: z.int(),
  packId: z.int().nullable(),
  packVersion: z.string(),
  executionTime: z.iso.datetime(),
  triggerReason: z.enum(['register', 'manual']),
  totalTests: z.int(),
  passed: z.int(),
  failed: z.int(),
  skipped: z.int(),
  passRate: z.number(),
  durationMs: z.int(),
  result: AttuneTestResult,
  created: z.iso.datetime(),
});
export type PackTestView = z.infer<typeof PackTestView>;
