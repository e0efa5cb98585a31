import { z } from 'zod';
import { IndexCredentials } from '../index-credentials';

/** Values that Attune documents as defaults, and its own action scripts always send. */
export const DOCUMENTED_DEFAULTS = {
  api_url: 'http://localhost:8080',
  registry_url: 'https://registry.attune.io/index.json',
  packs_base_dir: '/opt/attune/packs',
  python_version: '3.11',
  nodejs_version: '20',
} as const;

const seconds = (ofDefault: number) => z.int().min(1).max(86_400).default(ofDefault);
const path = z.string().min(1).max(4096);
const absolutePath = path.regex(/^\//, 'must be an absolute path');

/** Parameters that several actions have, each with one meaning. */
export const PARAMETERS = {
  packs: z
    .array(z.string().max(4096))
    .min(1)
    .max(500)
    .describe('Pack sources: git URL, URL of an archive, registry reference (slack, slack@^1.2), local path.'),
  pack_paths: z
    .array(path)
    .min(1)
    .max(500)
    .describe("Folders of packs on the workers' disk, below the folders that requests may name."),
  destination_dir: absolutePath.describe('Folder that packs are downloaded to; made when it is missing.'),
  packs_base_dir: absolutePath
    .optional()
    .describe(
      "Where installed packs are reached as <packs_base_dir>/<ref>, and where relative pack_paths are looked for. The service's own packs folder when absent, or when it is /opt/attune/packs.",
    ),
  ref_spec: z.string().min(1).max(255).optional().describe('Branch, tag or commit for the git sources.'),
  submodules: z
    .boolean()
    .optional()
    .describe('Whether git sources are fetched with their submodules; ?submodules=1 says so of one source.'),
  lfs: z
    .boolean()
    .optional()
    .describe('Whether git sources are fetched with what Git LFS keeps for them; ?lfs=1 says so of one source.'),
  registry_url: z
    .string()
    .min(1)
    .max(2048)
    .optional()
    .describe(
      'Index, URL or path, to look registry references and dependencies up in, instead of the configured ones.',
    ),
  download_timeout: seconds(300).describe('Seconds that the download of one pack may take.'),
  build_timeout: seconds(600).describe('Seconds that the build of one environment may take.'),
  verify_ssl: z.boolean().default(true).describe('Whether certificates of HTTPS sources are verified.'),
  skip_validation: z
    .boolean()
    .default(false)
    .describe('Go on with packs although their manifest or some of their components are invalid, leaving those out.'),
  skip_python: z.boolean().default(false).describe('Build no Python environment.'),
  skip_nodejs: z.boolean().default(false).describe('Build no Node.js environment.'),
  python_version: z
    .string()
    .regex(/^\d+(\.\d+){0,2}$/, 'must look like 3.11')
    .optional()
    .describe('Python version for virtualenvs. When absent: 3.11 if it is there, else any that the pack accepts.'),
  nodejs_version: z
    .string()
    .regex(/^\d+(\.\d+){0,2}$/, 'must look like 20')
    .optional()
    .describe('Node.js version. When absent: any that the pack accepts.'),
  force_rebuild: z.boolean().default(false).describe('Build environments again that are built already.'),
  skip_tests: z.boolean().default(false).describe('Register packs without running their tests.'),
  force: z
    .boolean()
    .default(false)
    .describe(
      'Replace an installed version that has other content, register although tests fail, and upgrade packs against the ranges of dependants.',
    ),
  enable: z
    .boolean()
    .optional()
    .describe(
      'Whether what is installed is enabled at once. When absent, packs are and bundles are not; a version that is replaced stays as it was.',
    ),
  index_credentials: IndexCredentials.optional().describe(
    'Logins of private package indexes and registries, for the builds of this request alone: {host, username?, password} or {host, token} each. Sealed at once, used for that host only, forgotten when the execution has ended, never shown.',
  ),
  api_url: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
    .max(2048)
    .optional()
    .describe('The API that does the work. This service when absent, or when it is http://localhost:8080.'),
  api_token: z
    .string()
    .min(1)
    .max(4096)
    .optional()
    .meta({ secret: true })
    .describe('Token in whose name the packs are registered. Never stored or shown.'),
} as const;
