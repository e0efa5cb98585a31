import { z } from 'zod';
import { AttuneTestResult } from './pack-test-views';
import { PRINCIPAL_KINDS } from './principal';
import { SignatureOutcome } from './trust-views';

export const VERSION_STATUSES = ['Enabled', 'Disabled', 'Incompatible'] as const;

/** One installed version of a pack or bundle. */
export const VersionView = z.object({
  ref: z.string(),
  version: z.string(),
  format: z.string(),
  status: z.enum(VERSION_STATUSES),
  note: z.string().nullable().describe('Why it is incompatible, or was disabled by the server.'),
  description: z.string().nullable(),
  commands: z.array(z.string()).describe('Of a bundle, by name.'),
  permissions: z.array(z.string()).describe('Of a bundle, by name.'),
  digest: z.string(),
  signature: SignatureOutcome.nullable().describe(
    'As it was when the version was installed; null when none was asked for.',
  ),
  source: z.string(),
  installed_at: z.iso.datetime(),
  installed_by: z.string().nullable(),
});
export type VersionView = z.infer<typeof VersionView>;

/** With what it contains, and how its tests ended. */
export const VersionDetailView = VersionView.extend({
  storage_path: z.string(),
  rules: z.array(z.object({ command: z.string(), rule: z.string() })),
  components: z.record(z.string(), z.int()).describe('How many, by kind.'),
  test_result: AttuneTestResult.nullable().describe('Of the latest run with this version.'),
});
export type VersionDetailView = z.infer<typeof VersionDetailView>;

const version = z.string().min(1).max(200);
const force = z.boolean().default(false);

export const EnableBody = z.strictObject({
  version: version.optional().describe('The highest compatible version when absent.'),
  force: force.describe('Although enabled packs need what is enabled now, or what it needs is not enabled.'),
});

export const DisableBody = z.strictObject({
  version: version.optional().describe('It has to be the enabled one; whichever is when absent.'),
  force: force.describe('Although enabled packs need it.'),
  cascade: z.boolean().default(false).describe('Disable the packs that need it as well.'),
});

export const SwitchedView = z.object({
  ref: z.string(),
  version: z.string().nullable().describe('Null when no version is enabled any more.'),
  former: z.string().nullable(),
});
export type SwitchedView = z.infer<typeof SwitchedView>;

export const UninstallBody = z.strictObject({
  version: version.optional(),
  clean: z.boolean().default(false).describe('All versions that are not enabled.'),
  incompatible: z.boolean().default(false).describe('All versions that this server can not enable.'),
  all: z.boolean().default(false).describe('All versions.'),
  force: force.describe('Although a version is enabled, or enabled packs need it.'),
  cascade: z.boolean().default(false).describe('The packs that need it go too, with all their versions.'),
});
export type UninstallBody = z.infer<typeof UninstallBody>;

export const UninstalledView = z.object({ ref: z.string(), version: z.string() });

const Named = z.object({ kind: z.string(), ref: z.string() });

export const ComponentChangesView = z.object({
  from: z.string().nullable(),
  to: z.string(),
  added: z.array(Named),
  changed: z.array(Named.extend({ fields: z.array(z.string()).describe('Names of the fields that differ.') })),
  removed: z.array(Named),
});
export type ComponentChangesView = z.infer<typeof ComponentChangesView>;

export const GenerationView = z.object({
  id: z.int(),
  is_current: z.boolean(),
  created: z.iso.datetime(),
  actor: z.string(),
  actor_kind: z.enum(PRINCIPAL_KINDS),
  actor_id: z.int().nullable(),
  reason: z.string(),
  restored_from: z.int().nullable(),
  execution_id: z.int().nullable(),
  changes: z.array(SwitchedView),
});
export type GenerationView = z.infer<typeof GenerationView>;

export const RollbackBody = z.strictObject({
  to: z
    .int()
    .min(0)
    .max(2_147_483_647)
    .optional()
    .describe('When absent, the one before all that the last request changed.'),
  dry_run: z.boolean().default(false).describe('Only tell what would change, or why it would be refused.'),
  force: force.describe(
    'Even if something enabled would lack what it needs; packs that cannot be brought back stay as they are.',
  ),
});

export const RollbackView = z.object({
  restored: z.int().describe('The generation whose state it is now.'),
  generation: z.int().nullable().describe('The generation that this made; null when nothing had to change.'),
  packs: z.array(
    SwitchedView.extend({
      reinstated: z.boolean().describe('It had been uninstalled or replaced.'),
      in_place_of_another: z
        .boolean()
        .describe('Other content of the same version was installed, and is not any more.'),
    }),
  ),
  skipped: z
    .array(z.object({ ref: z.string(), version: z.string(), reason: z.string() }))
    .describe('What could not be brought back and stays as it is; only with force.'),
});
export type RollbackView = z.infer<typeof RollbackView>;

export const NewBundle = z.strictObject({
  config: z.string().min(1).max(1_000_000).describe('The bundle config, as YAML or JSON text.'),
  enable: z.boolean().default(false),
  force: z.boolean().default(false).describe('Replace the same version when it has other content.'),
});

export const NewBundleView = z.object({
  bundle: VersionView,
  was_installed: z.boolean().describe('The same version with the same content was installed already.'),
  warnings: z.array(z.string()),
});
export type NewBundleView = z.infer<typeof NewBundleView>;

export const BundleConfigView = z.object({ yaml: z.string(), config: z.record(z.string(), z.unknown()) });

export const AuthorizeBody = z.strictObject({
  user: z.string().min(1).max(200),
  command: z.string().min(1).max(10_000).describe('A command line: date:date --utc now'),
  version: z.string().min(1).max(100).optional().describe('As if this version of the bundle were enabled.'),
});

export const AuthorizeView = z.object({
  allowed: z.boolean(),
  reason: z.string(),
  user: z.string(),
  bundle: z.string(),
  version: z.string().describe('The enabled version, which would answer.'),
  command: z.string(),
  permissions: z.array(z.string()).describe('What the user holds.'),
  rules: z.array(
    z.object({
      rule: z.string(),
      matched: z.boolean(),
      allowed: z.boolean().nullable().describe('Null when its conditions do not match.'),
      reason: z.string(),
      conditions: z.array(z.object({ text: z.string(), outcome: z.boolean(), why: z.string() })),
      permissions: z.array(z.object({ text: z.string(), held: z.boolean() })),
    }),
  ),
});
export type AuthorizeView = z.infer<typeof AuthorizeView>;
