import { z } from 'zod';
import { ERROR_CODES } from '../error-codes';
import { PackRef } from '../identifiers';
import { STAGES } from '../stages';
import { PlanOutput } from '../plan';
import { PARAMETERS } from './parameters';
import { RegisteredPackOutput } from './register-packs';

/** The workflow of all four actions. */
export const InstallPacksParameters = z.strictObject({
  packs: PARAMETERS.packs,
  ref_spec: PARAMETERS.ref_spec,
  submodules: PARAMETERS.submodules,
  lfs: PARAMETERS.lfs,
  registry_url: PARAMETERS.registry_url,
  packs_base_dir: PARAMETERS.packs_base_dir,
  timeout: PARAMETERS.download_timeout,
  build_timeout: PARAMETERS.build_timeout,
  verify_ssl: PARAMETERS.verify_ssl,
  skip_dependencies: z.boolean().default(false).describe('Install the given packs without the packs they depend on.'),
  skip_validation: PARAMETERS.skip_validation,
  skip_env_build: z.boolean().default(false).describe('Build no environment at all.'),
  skip_python: PARAMETERS.skip_python,
  skip_nodejs: PARAMETERS.skip_nodejs,
  python_version: PARAMETERS.python_version,
  nodejs_version: PARAMETERS.nodejs_version,
  force_rebuild: PARAMETERS.force_rebuild,
  index_credentials: PARAMETERS.index_credentials,
  skip_tests: PARAMETERS.skip_tests,
  force: PARAMETERS.force,
  enable: PARAMETERS.enable,
  atomic: z
    .boolean()
    .default(false)
    .describe('All or nothing: the packs are enabled together, in one step, when all of them are ready; or none is.'),
  keep_only: z
    .array(PackRef)
    .max(2000)
    .optional()
    .describe(
      'With atomic: packs that are neither in this list nor needed by one of it are disabled in the same step.',
    ),
  dry_run: z
    .boolean()
    .default(false)
    .describe(
      'Only tell what would be done: packs are fetched and resolved, and nothing is built, installed or enabled.',
    ),
  base_generation: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .optional()
    .describe('Refuse all when anything was enabled or disabled since this generation. Goes with atomic.'),
  priority: z
    .enum(['normal', 'high'])
    .optional()
    .describe('high: before all others, for administrators only. Without it requesters take turns, task by task.'),
});
export type InstallPacksParameters = z.infer<typeof InstallPacksParameters>;

export const InstalledPackOutput = RegisteredPackOutput.extend({
  source: z.string(),
  origin: z.enum(['request', 'dependency']),
  replaced_version: z.string().nullable(),
  was_installed: z.boolean(),
  enabled: z.boolean().describe('False for a bundle, or when enable is false.'),
  component_changes: z
    .strictObject({ added: z.int(), changed: z.int(), removed: z.int() })
    .nullable()
    .describe('Compared with the version that was enabled before; null when none was, or the same.'),
  chosen_because: z.string().nullable(),
  warnings: z.array(z.string()),
});

export const InstallPacksOutput = z.strictObject({
  plan: PlanOutput.optional().describe('Of a dry run: what would be done.'),
  installed_packs: z.array(InstalledPackOutput),
  failed_packs: z.array(
    z.strictObject({
      pack_ref: z.string().nullable(),
      source: z.string(),
      origin: z.enum(['request', 'dependency']),
      error_stage: z.enum(STAGES),
      error: z.string(),
      code: z.enum(ERROR_CODES),
      hint: z.string().nullable(),
    }),
  ),
  summary: z.strictObject({
    total_packs: z.int(),
    success_count: z.int(),
    failure_count: z.int(),
    duration_ms: z.int(),
  }),
});
export type InstallPacksOutput = z.infer<typeof InstallPacksOutput>;
