import { z } from 'zod';
import { PARAMETERS } from './parameters';

export const RegisterPacksParameters = z.strictObject({
  pack_paths: PARAMETERS.pack_paths,
  packs_base_dir: PARAMETERS.packs_base_dir,
  skip_validation: PARAMETERS.skip_validation,
  skip_tests: PARAMETERS.skip_tests,
  force: PARAMETERS.force,
  enable: PARAMETERS.enable,
  api_url: PARAMETERS.api_url,
  api_token: PARAMETERS.api_token,
});

/** `not_runnable`: there are tests, but they can't be run here; `none`: the pack has no tests. */
export const TestResultOutput = z.strictObject({
  status: z.enum(['passed', 'failed', 'not_runnable', 'none']),
  total_tests: z.int(),
  passed: z.int(),
  failed: z.int(),
  reason: z.string().optional().describe('Why the tests failed, or could not be run.'),
});
export type TestResultOutput = z.infer<typeof TestResultOutput>;

/** One pack that is registered and enabled. */
export const RegisteredPackOutput = z.strictObject({
  pack_ref: z.string(),
  pack_id: z.int(),
  pack_version: z.string(),
  storage_path: z.string(),
  components_registered: z.record(z.string(), z.int()).describe('By plural kind; the six of Attune are always there.'),
  test_result: TestResultOutput.nullable().describe('Null when tests were skipped.'),
  validation_results: z.strictObject({ valid: z.boolean(), errors: z.array(z.string()) }),
});
export type RegisteredPackOutput = z.infer<typeof RegisteredPackOutput>;

export const RegisterPacksOutput = z.strictObject({
  registered_packs: z.array(RegisteredPackOutput),
  failed_packs: z.array(
    z.strictObject({
      pack_ref: z.string(),
      pack_path: z.string(),
      error: z.string(),
      error_stage: z.enum(['validation', 'testing', 'registration']),
    }),
  ),
  summary: z.strictObject({
    total_packs: z.int(),
    success_count: z.int(),
    failure_count: z.int(),
    total_components: z.int(),
    duration_ms: z.int(),
  }),
});
export type RegisterPacksOutput = z.infer<typeof RegisterPacksOutput>;
