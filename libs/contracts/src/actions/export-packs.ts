import { z } from 'zod';
import { PARAMETERS } from './parameters';

export const ExportPacksParameters = z.strictObject({
  packs: z
    .array(z.string().min(1).max(250))
    .min(1)
    .max(500)
    .describe(
      'Names of installed packs, each with or without a version (slack, slack@1.0.0): the enabled one without.',
    ),
  skip_dependencies: z.boolean().default(false).describe('Leave out the packs that the given ones depend on.'),
  timeout: PARAMETERS.build_timeout.describe('Seconds that collecting the packages of one environment may take.'),
  index_credentials: PARAMETERS.index_credentials,
});

export const ExportPacksOutput = z.strictObject({
  exported_packs: z.array(
    z.strictObject({
      pack_ref: z.string(),
      pack_version: z.string(),
      environments: z.array(
        z.strictObject({
          runtime: z.enum(['python', 'nodejs']),
          vendored: z.string().describe('Names the packages that were collected.'),
          package_count: z.int(),
          bytes: z.int(),
        }),
      ),
    }),
  ),
  failed_packs: z.array(
    z.strictObject({ pack_ref: z.string(), error: z.string(), code: z.string(), hint: z.string().nullable() }),
  ),
  summary: z.strictObject({
    total_packs: z.int(),
    success_count: z.int(),
    failure_count: z.int(),
    duration_ms: z.int(),
  }),
});
export type ExportPacksOutput = z.infer<typeof ExportPacksOutput>;
