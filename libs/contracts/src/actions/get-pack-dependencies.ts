import { z } from 'zod';
import { PARAMETERS } from './parameters';

export const GetPackDependenciesParameters = z.strictObject({
  pack_paths: PARAMETERS.pack_paths,
  skip_validation: PARAMETERS.skip_validation,
  api_url: PARAMETERS.api_url,
});

const DependencyOutput = z.strictObject({
  pack_ref: z.string(),
  version_spec: z.string(),
  required_by: z.string(),
  already_installed: z
    .boolean()
    .describe('An enabled version satisfies version_spec, or the platform provides the pack.'),
});

const RuntimeRequirements = z.strictObject({
  pack_ref: z.string(),
  python: z.strictObject({ version: z.string(), requirements_file: z.string().nullable() }).optional(),
  nodejs: z.strictObject({ version: z.string(), package_file: z.string().nullable() }).optional(),
});

/** What one pack asks for. */
export const AnalyzedPackOutput = z.strictObject({
  dependencies: z.array(DependencyOutput),
  runtime_requirements: RuntimeRequirements.nullable(),
  analyzed: z.strictObject({
    pack_ref: z.string(),
    pack_path: z.string(),
    has_dependencies: z.boolean(),
    dependency_count: z.int(),
  }),
});
export type AnalyzedPackOutput = z.infer<typeof AnalyzedPackOutput>;

export const GetPackDependenciesOutput = z.strictObject({
  dependencies: z.array(DependencyOutput),
  runtime_requirements: z
    .record(z.string(), RuntimeRequirements)
    .describe('By pack; only packs that ask for a runtime.'),
  missing_dependencies: z.array(DependencyOutput),
  analyzed_packs: z.array(AnalyzedPackOutput.shape.analyzed),
  errors: z.array(z.strictObject({ pack_path: z.string(), error: z.string() })),
});
export type GetPackDependenciesOutput = z.infer<typeof GetPackDependenciesOutput>;
