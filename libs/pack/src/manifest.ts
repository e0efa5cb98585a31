import { PackRef } from '@packyard/contracts';
import { z } from 'zod';
import { BundleConfig } from './bundle/bundle-config';

const PACK_FORMATS = ['attune', 'stackstorm', 'gort'] as const;
export type PackFormatName = (typeof PACK_FORMATS)[number];

/** Another pack that is needed, and which of its versions will do. */
export const Dependency = z.strictObject({
  ref: z.string(),
  range: z.string(),
  /** Where it has to come from, as a source; from wherever packs come when absent. */
  place: z.string().optional(),
});
export type Dependency = z.infer<typeof Dependency>;

const Json = z.record(z.string(), z.unknown());

/** The one in-memory model that every pack format is parsed into; stored with each installed version. */
export const Manifest = z.strictObject({
  format: z.enum(PACK_FORMATS),
  ref: PackRef,
  /** As it is written in the file: `1.10` stays `1.10`. */
  version: z.string(),
  label: z.string(),
  description: z.string().nullable(),
  author: z.string().nullable(),
  email: z.string().nullable(),
  keywords: z.array(z.string()),
  dependencies: z.array(Dependency),
  /** What the host has to provide, as written: `python3>=3.8`, `shell`. */
  runtimeDependencies: z.array(z.string()),
  /** Interpreter versions that the pack accepts, as a range. */
  pythonRange: z.string(),
  nodejsRange: z.string(),
  /** The same, as the manifest has it; absent in what was stored before, and where it names none. */
  runtimeVersions: z.strictObject({ python: z.string().optional(), nodejs: z.string().optional() }).optional(),
  configSchema: Json,
  config: Json,
  meta: Json,
  testing: Json.nullable(),
  // Absent in what was stored before these were read.
  /** Versions of other packs that can't be enabled together with this one. */
  conflicts: z.array(Dependency).default([]),
  /** Which versions of a platform the pack wants: `stackstorm >=3.0.0`. */
  platformRequirements: z.array(z.strictObject({ platform: z.string(), range: z.string() })).default([]),
  /** The whole config, when the pack is a bundle. */
  bundle: BundleConfig.nullable().default(null),
});
export type Manifest = z.infer<typeof Manifest>;
