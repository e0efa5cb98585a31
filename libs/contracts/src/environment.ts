import { z } from 'zod';

export const RUNTIMES = ['python', 'nodejs'] as const;
export type RuntimeName = (typeof RUNTIMES)[number];

/** What a pack asks of one runtime. Two packs with the same fingerprint share one built environment. */
export const EnvironmentRequest = z.strictObject({
  runtime: z.enum(RUNTIMES),
  /** Which interpreters will do, in the range language of `@packyard/pack`; `*` when any will. */
  versionRange: z.string(),
  /**
   * Path of the file that says what to install, relative to the pack: `requirements.txt`, `Pipfile.lock`, `pyproject.toml`,
   * `setup.py` or `package.json`.
   */
  packageFile: z.string(),
  /** Path of the lock file that belongs to it, when there is one. */
  lockFile: z.string().optional(),
  /** Everything of the pack that the build reads: paths relative to the pack, SHA-256 of the bytes. */
  inputs: z.array(z.strictObject({ path: z.string(), sha256: z.string() })),
  /** Names the vendored packages that it is built from, and from nothing else. */
  vendored: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /** SHA-256 of the lockfile that came with the request: it is built from these packages, or not at all. */
  locked: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /**
   * 64 hexadecimal digits over all of the above, the platform, the architecture, the settings that say what a build may
   * do, and the releases of the tools that build.
   */
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
});
export type EnvironmentRequest = z.infer<typeof EnvironmentRequest>;
