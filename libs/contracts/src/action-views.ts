import { z } from 'zod';

/** Attune's action, in lists. */
export const ActionSummary = z.object({
  id: z.int().describe("Negative for the service's own actions."),
  ref: z.string(),
  pack_ref: z.string(),
  label: z.string(),
  description: z.string().nullable(),
  entrypoint: z.string(),
  runtime: z.int().nullable(),
  is_executable: z.boolean().describe('Whether this service executes it, or only knows it from an installed pack.'),
  created: z.iso.datetime(),
  updated: z.iso.datetime(),
});
export type ActionSummary = z.infer<typeof ActionSummary>;

const JsonObject = z.record(z.string(), z.unknown());

/** With what it accepts and answers, as JSON Schema for the service's own actions, and as the pack writes it for others. */
export const ActionView = ActionSummary.extend({
  pack: z.int().describe("0 for the service's own actions."),
  param_schema: JsonObject.nullable(),
  out_schema: JsonObject.nullable(),
});
export type ActionView = z.infer<typeof ActionView>;
