import { z } from 'zod';

/** Every change that is recorded, as `<what>.<change>`. */
export const AUDIT_ACTIONS = [
  'pack.install',
  'pack.enable',
  'pack.disable',
  'pack.uninstall',
  'user.create',
  'user.update',
  'user.delete',
  'group.create',
  'group.delete',
  'group.add_member',
  'group.remove_member',
  'group.add_role',
  'group.remove_role',
  'role.create',
  'role.delete',
  'role.grant',
  'role.revoke',
  'token.create',
  'token.revoke',
  'registry.create',
  'registry.update',
  'registry.delete',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** Who did what nobody was logged in for. No user and no token has this name. */
export const SYSTEM_ACTOR = 'packyard';

export const AuditEventView = z.object({
  id: z.int(),
  created: z.iso.datetime(),
  actor: z.string(),
  action: z.enum(AUDIT_ACTIONS),
  subject: z.string(),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
});
export type AuditEventView = z.infer<typeof AuditEventView>;
