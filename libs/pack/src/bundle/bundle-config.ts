import { z } from 'zod';

const Templates = z.strictObject({
  command: z.string().optional(),
  commandError: z.string().optional(),
  message: z.string().optional(),
  messageError: z.string().optional(),
});

export const BundleCommand = z.strictObject({
  description: z.string().optional(),
  longDescription: z.string().optional(),
  executable: z.array(z.string()).default([]),
  rules: z.array(z.string()).default([]),
  triggers: z.array(z.strictObject({ match: z.string() })).default([]),
  templates: Templates.optional(),
});
export type BundleCommand = z.infer<typeof BundleCommand>;

/** A Gort bundle as its config describes it. */
export const BundleConfig = z.strictObject({
  gortBundleVersion: z.int(),
  name: z.string(),
  /** As it is written in the file: `1.10` stays `1.10`. */
  version: z.string(),
  author: z.string().optional(),
  homepage: z.string().optional(),
  description: z.string().optional(),
  longDescription: z.string().optional(),
  image: z.string().optional(),
  kubernetes: z.strictObject({ serviceAccountName: z.string().optional(), envSecret: z.string().optional() }).optional(),
  permissions: z.array(z.string()).default([]),
  commands: z.record(z.string(), BundleCommand).default({}),
  templates: Templates.optional(),
});
export type BundleConfig = z.infer<typeof BundleConfig>;
