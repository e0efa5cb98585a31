import { z } from 'zod';
import { Pagination } from './api-views';

/** What the HTTP API takes and answers under `/api/v1/pack-indices`, as Attune names registries. */

const MAX_HEADERS = 20;
/** These belong to the connection, not to who asks. */
const OWN_HEADERS = [
  'connection',
  'content-length',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

const Headers = z
  .record(
    z
      .string()
      .max(200)
      .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'has to be the name of a header')
      .refine((name) => !OWN_HEADERS.includes(name.toLowerCase()), 'is set by the service itself'),
    z
      .string()
      .min(1)
      .max(8192)
      .regex(/^[\x20-\x7e]*$/, 'has to be plain text on one line'),
  )
  .refine((headers) => Object.keys(headers).length <= MAX_HEADERS, `must have at most ${MAX_HEADERS} entries`)
  .describe('Request headers for a private index. Kept sealed and never shown; `***` keeps the value it has.');

const RegistryUrl = z
  .string()
  .min(1)
  .max(2048)
  .refine(isPlace, 'must be an http://, https:// or file:// URL, or an absolute path')
  .refine(
    (text) => text.startsWith('/') || !hasSecret(text),
    'must have no user name, password, query or fragment: secrets belong into headers',
  );

const name = z.string().min(1).max(200).nullable();
const position = z.int().min(0).max(1_000_000);
const skipCheck = z.boolean().default(false).describe('Take the registry in although its index can not be read now.');

export const NewRegistry = z.strictObject({
  name: name.default(null),
  url: RegistryUrl.describe('URL or path of the index.'),
  position: position.optional().describe('The lowest one is asked first. When absent: behind all others.'),
  enabled: z.boolean().default(true),
  headers: Headers.default({}),
  skip_check: skipCheck,
});
export type NewRegistry = z.infer<typeof NewRegistry>;

export const RegistryChanges = z.strictObject({
  name: name.optional(),
  url: RegistryUrl.optional(),
  position: position.optional(),
  enabled: z.boolean().optional(),
  headers: Headers.optional(),
  skip_check: skipCheck,
});
export type RegistryChanges = z.infer<typeof RegistryChanges>;

/** Attune's pack index, and whether it comes from the configuration. */
export const RegistryView = z.object({
  id: z.int().describe('Negative for registries of PACKYARD_REGISTRIES.'),
  name: z.string().nullable(),
  url: z.string(),
  position: z.int(),
  enabled: z.boolean(),
  headers: z.record(z.string(), z.literal('***')),
  configured: z.boolean().describe('From PACKYARD_REGISTRIES: requests can not change it.'),
  created: z.iso.datetime().nullable(),
  updated: z.iso.datetime().nullable(),
});
export type RegistryView = z.infer<typeof RegistryView>;

export const StoredRegistryView = z.object({
  data: RegistryView,
  warnings: z.array(z.string()).describe("What of its index can't be used, and why; nothing where it was not read."),
});
export type StoredRegistryView = z.infer<typeof StoredRegistryView>;

const InstallSourceView = z.object({
  type: z.string(),
  url: z.string(),
  ref: z.string().optional(),
  checksum: z.string().describe('Empty when the index promises none.'),
});

/** A pack that a registry offers, in its highest version: Attune's entry, and which versions there are. */
export const IndexedPackView = z.object({
  pack: z.object({
    ref: z.string(),
    label: z.string(),
    description: z.string(),
    version: z.string(),
    versions: z.array(z.string()).describe('The highest one first.'),
    author: z.string(),
    license: z.string(),
    email: z.string().optional(),
    homepage: z.string().optional(),
    repository: z.string().optional(),
    use_case: z.string().optional(),
    keywords: z.array(z.string()),
    runtime_deps: z.array(z.string()),
    install_sources: z.array(InstallSourceView),
    contents: z.record(z.string(), z.array(z.object({ name: z.string(), description: z.string() }))),
    dependencies: z.object({ packs: z.array(z.string()) }),
  }),
  registry: RegistryView.pick({ id: true, name: true, url: true, position: true }),
});
export type IndexedPackView = z.infer<typeof IndexedPackView>;

export const IndexedPacksView = z.object({
  items: z.array(IndexedPackView),
  data: z.array(IndexedPackView),
  pagination: Pagination,
  warnings: z.array(z.string()).describe('Registries that could not be read, and why.'),
});

function isPlace(text: string): boolean {
  if (/[\u0000-\u001f\u007f]/.test(text)) return false;
  return text.startsWith('/') || (URL.canParse(text) && /^(https?|file):$/.test(new URL(text).protocol));
}

function hasSecret(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password, search, hash } = new URL(text);
  return `${username}${password}${search}${hash}` !== '';
}
