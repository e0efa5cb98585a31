import { z } from 'zod';
import { TestResultOutput } from './register-packs';

export const TestPacksParameters = z.strictObject({
  packs: z
    .array(z.string().min(1).max(100))
    .min(1)
    .max(500)
    .describe('Names of installed packs. Of each one, the enabled version is tested.'),
});

export const TestPacksOutput = z.strictObject({
  tested_packs: z.array(
    z.strictObject({ pack_ref: z.string(), pack_version: z.string(), test_result: TestResultOutput }),
  ),
  failed_packs: z
    .array(z.strictObject({ pack_ref: z.string(), error: z.string() }))
    .describe('Packs that could not be tested; one whose tests failed is among the tested ones.'),
  summary: z.strictObject({
    total_packs: z.int(),
    success_count: z.int(),
    failure_count: z.int(),
    duration_ms: z.int(),
  }),
});
export type TestPacksOutput = z.infer<typeof TestPacksOutput>;
