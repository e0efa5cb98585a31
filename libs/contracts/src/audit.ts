import { z } from 'zod';
import { PRINCIPAL_KINDS } from './principal';

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
  'setting.set',
  'setting.delete',
  'setting.read',
  'token.create',
  'token.revoke',
  'registry.create',
  'registry.update',
  'registry.delete',
  'key.create',
  'key.delete',
  'trust.set',
  'trust.delete',
  'session.begin',
  'session.end',
  'login.fail',
  'access.deny',
  'execution.cancel',
  'maintenance.collect',
  'secret.rotate',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export const AuditEventView = z.object({
  id: z.int(),
  created: z.iso.datetime(),
  actor: z.string(),
  actor_kind: z.enum(PRINCIPAL_KINDS).describe('Names may be given again; kind and id tell who it was.'),
  actor_id: z.int().nullable(),
  address: z.string().nullable().describe('From where it was asked for; of IPv6, for refusals, the network.'),
  action: z.enum(AUDIT_ACTIONS),
  subject: z.string(),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
  count: z.int().describe('How often; refusals of the same kind within an hour are one event.'),
  last: z.iso.datetime().describe('When it happened last.'),
});
export type AuditEventView = z.infer<typeof AuditEventView>;
