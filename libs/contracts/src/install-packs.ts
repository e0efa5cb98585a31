import { z } from 'zod';

/** Actions that can be executed. The others of Attune's pack actions follow. */
export const ACTIONS = ['core.install_packs'] as const;
export type Action = (typeof ACTIONS)[number];

/** Parameters of `core.install_packs`, named as Attune's pack actions name them. */
export const InstallPacksParameters = z.strictObject({
  packs: z
    .array(z.string().min(1).max(4096))
    .min(1)
    .max(500)
    .describe('Sources to install: git URL, URL of an archive, registry reference (slack, slack@^1.2), local path.'),
  ref_spec: z.string().min(1).max(255).optional().describe('Branch, tag or commit for the git sources.'),
  registry_url: z
    .string()
    .min(1)
    .max(2048)
    .optional()
    .describe(
      'Index, URL or path, to look registry references and dependencies up in, instead of the configured ones.',
    ),
  timeout: z.int().min(1).max(86_400).default(300).describe('Seconds that the download of one pack may take.'),
  build_timeout: z
    .int()
    .min(1)
    .max(86_400)
    .default(600)
    .describe('Seconds that the build of one environment may take.'),
  verify_ssl: z.boolean().default(true).describe('Whether certificates of HTTPS sources are verified.'),
  skip_dependencies: z.boolean().default(false).describe('Install the given packs without the packs they depend on.'),
  skip_validation: z
    .boolean()
    .default(false)
    .describe('Register packs although some of their component files are invalid; those components are left out.'),
  skip_env_build: z.boolean().default(false).describe('Build no environment at all.'),
  skip_python: z.boolean().default(false).describe('Build no Python environment.'),
  skip_nodejs: z.boolean().default(false).describe('Build no Node.js environment.'),
  python_version: z
    .string()
    .regex(/^\d+(\.\d+){0,2}$/, 'must look like 3.11')
    .optional()
    .describe('Python version for the virtualenvs, instead of any that the pack accepts.'),
  nodejs_version: z
    .string()
    .regex(/^\d+(\.\d+){0,2}$/, 'must look like 20')
    .optional()
    .describe('Node.js version, instead of any that the pack accepts.'),
  force_rebuild: z.boolean().default(false).describe('Build environments again that are built already.'),
  force: z
    .boolean()
    .default(false)
    .describe(
      'Replace an installed version that has other content, and upgrade packs against the ranges of dependants.',
    ),
});
export type InstallPacksParameters = z.infer<typeof InstallPacksParameters>;
