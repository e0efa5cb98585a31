import { z } from 'zod';
import { ERROR_CODES } from './error-codes';

const Component = z.strictObject({ kind: z.string(), ref: z.string() });

/** An environment that a pack would use. */
export const PlannedEnvironment = z.strictObject({
  runtime: z.enum(['python', 'nodejs']),
  fingerprint: z.string().describe('Of all that goes into it.'),
  is_built: z.boolean().describe('It is there already, for this or another pack.'),
});
export type PlannedEnvironment = z.infer<typeof PlannedEnvironment>;

export const PLANNED_CHANGES = ['install', 'enable', 'upgrade', 'downgrade', 'replace', 'none'] as const;

/** What installing would do with one pack. */
export const PlannedPack = z.strictObject({
  pack_ref: z.string(),
  pack_version: z.string(),
  digest: z.string().describe('Of its files.'),
  size_bytes: z.int().describe('Of its files, unpacked.'),
  change: z
    .enum(PLANNED_CHANGES)
    .describe(
      '`enable`: it is installed already; `replace`: the same version with other content; `none`: it is so already.',
    ),
  enabled_version: z.string().nullable().describe('What is enabled now.'),
  is_enabled_then: z.boolean().describe('False for a bundle, or when `enable` is false: it is installed beside.'),
  environments: z.array(PlannedEnvironment),
  components: z
    .strictObject({
      added: z.array(Component),
      changed: z.array(Component.extend({ fields: z.array(z.string()) })),
      removed: z.array(Component),
    })
    .describe('Compared with what is enabled now.'),
  permissions: z.strictObject({ added: z.array(z.string()), removed: z.array(z.string()) }),
  base_generation: z.int().describe('The generation that it was compared with.'),
});
export type PlannedPack = z.infer<typeof PlannedPack>;

/** What an install would do. */
export const PlanOutput = z.strictObject({
  base_generation: z.int().nullable().describe('The generation that it stands on; null when no pack could be planned.'),
  packs: z.array(
    PlannedPack.omit({ base_generation: true }).extend({
      source: z.string(),
      origin: z.enum(['request', 'dependency']),
      chosen_because: z.string().nullable(),
      warnings: z.array(z.string()),
    }),
  ),
});
export type PlanOutput = z.infer<typeof PlanOutput>;

const Refused = z.strictObject({
  pack_ref: z.string().nullable(),
  source: z.string(),
  error: z.string(),
  code: z.enum(ERROR_CODES),
  hint: z.string().nullable(),
});

/** A plan, as it is kept with its execution. */
export const PlanView = z.strictObject({
  id: z.int().describe('Of the execution that made it.'),
  status: z.string().describe('Of that execution.'),
  created: z.iso.datetime(),
  ...PlanOutput.shape,
  refused: z.array(Refused).describe('Packs that can not be installed, and why. A plan with such can not be applied.'),
});
export type PlanView = z.infer<typeof PlanView>;
