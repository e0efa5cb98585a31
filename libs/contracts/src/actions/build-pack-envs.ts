import { z } from 'zod';
import { PARAMETERS } from './parameters';

export const BuildPackEnvsParameters = z.strictObject({
  pack_paths: PARAMETERS.pack_paths,
  packs_base_dir: PARAMETERS.packs_base_dir,
  python_version: PARAMETERS.python_version,
  nodejs_version: PARAMETERS.nodejs_version,
  skip_python: PARAMETERS.skip_python,
  skip_nodejs: PARAMETERS.skip_nodejs,
  force_rebuild: PARAMETERS.force_rebuild,
  index_credentials: PARAMETERS.index_credentials,
  timeout: PARAMETERS.build_timeout,
});

const PythonEnvironmentOutput = z.strictObject({
  virtualenv_path: z.string(),
  requirements_installed: z.boolean(),
  package_count: z.int(),
  python_version: z.string(),
});
const NodejsEnvironmentOutput = z.strictObject({
  node_modules_path: z.string(),
  dependencies_installed: z.boolean(),
  package_count: z.int(),
  nodejs_version: z.string(),
});

/** By runtime; empty for a pack that needs none. */
export const BuiltEnvironmentsOutput = z.strictObject({
  python: PythonEnvironmentOutput.optional(),
  nodejs: NodejsEnvironmentOutput.optional(),
});
export type BuiltEnvironmentsOutput = z.infer<typeof BuiltEnvironmentsOutput>;

export const BuildPackEnvsOutput = z.strictObject({
  built_environments: z.array(
    z.strictObject({
      pack_ref: z.string(),
      pack_path: z.string(),
      environments: BuiltEnvironmentsOutput,
      duration_ms: z.int(),
    }),
  ),
  failed_environments: z.array(
    z.strictObject({
      pack_ref: z.string(),
      pack_path: z.string(),
      runtime: z.enum(['python', 'nodejs', 'unknown']),
      error: z.string(),
    }),
  ),
  summary: z.strictObject({
    total_packs: z.int(),
    success_count: z.int(),
    failure_count: z.int(),
    python_envs_built: z.int(),
    nodejs_envs_built: z.int(),
    total_duration_ms: z.int(),
  }),
});
export type BuildPackEnvsOutput = z.infer<typeof BuildPackEnvsOutput>;
