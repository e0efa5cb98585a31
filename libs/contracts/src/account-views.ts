import { z } from 'zod';
import { NOT_DOTS } from './identifiers';
import { SYSTEM_ACTOR } from './principal';

const name = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[A-Za-z0-9_.@-]+$/, "must consist of letters, digits and '_', '.', '@', '-'")
  .regex(...NOT_DOTS);

/** The name of a user, group or role. */
export const AccountName = name;

/** The audit tells users from the system itself. */
export const UserName = name.refine(
  (text) => text !== SYSTEM_ACTOR,
  `must not be '${SYSTEM_ACTOR}', which the system itself uses`,
);

/** The name that the first user, group and role have; they are never deleted. */
export const ADMIN_ACCOUNT = 'admin';

export const GrantView = z.object({ bundle: z.string(), permission: z.string() });

export const UserView = z.object({
  name: z.string(),
  email: z.string().nullable(),
  full_name: z.string().nullable(),
  mappings: z.record(z.string(), z.string()).describe("The user's name in chat, by adapter."),
  has_password: z.boolean(),
  groups: z.array(z.string()),
  created: z.iso.datetime(),
});
export type UserView = z.infer<typeof UserView>;

/** What is absent stays as it was. */
export const UserBody = z.strictObject({
  email: z.string().max(300).optional(),
  full_name: z.string().max(300).optional(),
  mappings: z.record(z.string().max(100), z.string().max(300)).optional(),
  password: z.string().min(1).max(1000).optional().meta({ secret: true }).describe('Never shown.'),
});
export type UserBody = z.infer<typeof UserBody>;

export const GroupView = z.object({ name: z.string(), members: z.array(z.string()), roles: z.array(z.string()) });
export type GroupView = z.infer<typeof GroupView>;

export const RoleView = z.object({ name: z.string(), permissions: z.array(GrantView), groups: z.array(z.string()) });
export type RoleView = z.infer<typeof RoleView>;
