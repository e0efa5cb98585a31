import { z } from 'zod';

/**
 * A pack's name: letters, digits, `_`, `-`, `.`; starts with a letter or digit; at most 100 characters. Only bundles may have
 * capitals in it, because Gort allows them.
 */
export const PackRef = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/)
  .brand<'PackRef'>();
export type PackRef = z.infer<typeof PackRef>;

/** Whether a text is the name of a pack of any format but Gort's. */
export function isLowerCaseRef(text: unknown): boolean {
  const parsed = PackRef.safeParse(text);
  return parsed.success && parsed.data === parsed.data.toLowerCase();
}

/** `sha256:` and 64 hexadecimal digits. */
export const Digest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/)
  .brand<'Digest'>();
export type Digest = z.infer<typeof Digest>;

export const ExecutionId = z.coerce.number().int().positive().brand<'ExecutionId'>();
export type ExecutionId = z.infer<typeof ExecutionId>;

export const TaskId = z.number().int().positive().brand<'TaskId'>();
export type TaskId = z.infer<typeof TaskId>;

/** One pack's way through one execution. */
export const ExecutionPackId = z.number().int().positive().brand<'ExecutionPackId'>();
export type ExecutionPackId = z.infer<typeof ExecutionPackId>;

export const EnvironmentId = z.number().int().positive().brand<'EnvironmentId'>();
export type EnvironmentId = z.infer<typeof EnvironmentId>;

/** Names are in the paths of URLs, where `.` and `..` lead elsewhere. */
export const NOT_DOTS = [/[^.]/, 'must not consist of dots alone'] as const;

/** A permission, without the bundle that it belongs to. */
export const PermissionName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[\w.-]+$/, "must consist of letters, digits and '_', '.', '-'")
  .regex(...NOT_DOTS);

/** The bundle whose rules say who may manage bundles, users, groups and roles over Gort's own routes. */
export const BUILT_IN_BUNDLE = 'gort';

/** Whose permissions any bundle may ask for: they belong to no bundle, and are made by being granted. */
export const SITE_NAMESPACE = 'site';
