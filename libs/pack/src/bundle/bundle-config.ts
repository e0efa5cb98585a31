import { z } from 'zod';

const text = z.string().optional();

const BundleTemplates = z.strictObject({ command: text, commandError: text, message: text, messageError: text });
export type BundleTemplates = z.infer<typeof BundleTemplates>;

export const BundleCommand = z.strictObject({
  description: text,
  longDescription: text,
  /** What is run, with its first arguments; the image's own entry point when empty. */
  executable: z.array(z.string()),
  rules: z.array(z.string()),
  triggers: z.array(z.strictObject({ match: z.string() })),
  templates: BundleTemplates.optional(),
});
export type BundleCommand = z.infer<typeof BundleCommand>;

/** A Gort bundle as its config describes it. */
export const BundleConfig = z.strictObject({
  gortBundleVersion: z.int(),
  name: z.string(),
  /** As it is written in the file: `1.10` stays `1.10`. */
  version: z.string(),
  author: text,
  homepage: text,
  description: text,
  longDescription: text,
  /** `repository:tag`. */
  image: text,
  kubernetes: z.strictObject({ serviceAccountName: text, envSecret: text }).optional(),
  /** Without the bundle's name. */
  permissions: z.array(z.string()),
  commands: z.record(z.string(), BundleCommand),
  templates: BundleTemplates.optional(),
});
export type BundleConfig = z.infer<typeof BundleConfig>;
