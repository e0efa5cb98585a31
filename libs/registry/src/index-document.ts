import { RejectedError } from '@packyard/contracts';
import { compareVersions } from '@packyard/pack';
import { z } from 'zod';

/** One version of a pack, as Attune's index holds it. */
export interface IndexedPack {
  ref: string;
  label: string;
  description: string;
  version: string;
  author: string;
  email?: string;
  license: string;
  homepage?: string;
  repository?: string;
  use_case?: string;
  keywords: string[];
  runtime_deps: string[];
  /** `chunk_list` is `sha256:…` over what lies beside the archive as `<archive>.chunk-list`. */
  install_sources: { type: 'archive'; url: string; checksum: string; chunk_list?: string }[];
  contents: Record<string, { name: string; description: string }[]>;
  dependencies: { python_version?: string; nodejs_version?: string; packs: string[] };
}

/** Entries of others are kept as they are. */
type ForeignPack = Record<string, unknown> & { ref: string; version: string };

/** An `index.json` in Attune's format. */
export interface IndexDocument {
  registry_name: string;
  registry_url: string;
  version: '1.0';
  last_updated: string;
  /** Of a signed index: it only grows, so that an older one can't pass for the present one. */
  serial?: number;
  /** Of a signed index: nobody trusts it after that. */
  expires?: string;
  packs: (IndexedPack | ForeignPack)[];
}

const FormerIndex = z.looseObject({
  registry_name: z.string().optional(),
  registry_url: z.string().optional(),
  serial: z.int().min(0).optional(),
  packs: z.array(z.looseObject({ ref: z.string(), version: z.string() })),
});
export type FormerIndex = z.infer<typeof FormerIndex>;

/** @throws RejectedError REGISTRY_INVALID when the text is no index of Attune's format, all of whose entries have a name */
export function readFormerIndex(text: string, location: string): FormerIndex {
  const parsed = FormerIndex.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new RejectedError('REGISTRY_INVALID', `${location} is no index of Attune's format that could be added to.`, {
    hint: "It has to be JSON with a list 'packs', each with ref and version.",
  });
}

/** By name, then by version. A version that both have is taken from the new ones. */
export function mergePacks(former: FormerIndex['packs'], built: readonly IndexedPack[]): IndexDocument['packs'] {
  const known = new Set(built.map(({ ref, version }) => `${ref} ${version}`));
  const kept = former.filter(({ ref, version }) => !known.has(`${ref} ${version}`));
  return [...kept, ...built].sort((a, b) =>
    a.ref === b.ref ? compareVersions(a.version, b.version) : a.ref < b.ref ? -1 : 1,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
