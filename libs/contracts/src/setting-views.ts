import { z } from 'zod';

/** From the widest to the narrowest; a narrower one wins. */
export const SETTING_LAYERS = ['bundle', 'room', 'group', 'user'] as const;
export type SettingLayer = (typeof SETTING_LAYERS)[number];

const MAX_VALUE = 100_000;

/** The name under which a platform hands a value to the commands of a bundle. */
export const SettingKey = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\s=\p{Cc}]+$/u, "must not contain blanks or '='");

/** The room, group or user that a setting is for. */
export const SettingOwner = z.string().min(1).max(200);

export const SettingBody = z.strictObject({
  value: z.string().max(MAX_VALUE).meta({ secret: true }),
  secret: z.boolean().default(false).describe('Sealed in the database, and never shown again.'),
});
export type SettingBody = z.infer<typeof SettingBody>;

/** For whom a command is run, and where. */
export const SettingValuesBody = z.strictObject({
  room: SettingOwner.optional().describe('The room that the command was typed in.'),
  user: SettingOwner.optional().describe(
    'Who typed it: the settings of this user count, and those of the groups that it is in.',
  ),
});
export type SettingValuesBody = z.infer<typeof SettingValuesBody>;

export const SettingValuesView = z.object({
  values: z.record(z.string(), z.string()).describe('By key; of several layers the narrowest counts.'),
});

export const SettingView = z.object({
  bundle: z.string(),
  layer: z.enum(SETTING_LAYERS),
  owner: z.string().nullable().describe('The room, group or user; null for the whole bundle.'),
  key: z.string(),
  value: z.string().nullable().describe('Null for a secret.'),
  secret: z.boolean(),
});
export type SettingView = z.infer<typeof SettingView>;
