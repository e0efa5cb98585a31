import type { Source } from '@packyard/contracts';
import type { Dependency } from '@packyard/pack';

/** What an index tells people about a pack, as far as it does. */
export interface PackDescription {
  label?: string;
  description?: string;
  author?: string;
  email?: string;
  license?: string;
  homepage?: string;
  repository?: string;
  useCase?: string;
  keywords?: string[];
  runtimeDependencies?: string[];
  /** By plural kind: `actions`, `sensors` … */
  contents?: Record<string, { name: string; description: string }[]>;
}

/** One version of a pack, as an index offers it. */
export interface RegistryEntry extends PackDescription {
  ref: string;
  version: string;
  /** In the order in which the index names them; the first one that is understood is used. */
  sources: Source[];
  /** Nothing when the index does not say: the pack's own manifest does, once it is downloaded. */
  dependencies?: Dependency[];
}

export interface RegistryIndex {
  /** By ref. */
  packs: Map<string, RegistryEntry[]>;
  /** Of which registry it says that it is: its name, and its address where it tells that. */
  registry: string;
  /** Of a signed index. */
  serial?: number;
  expires?: string;
  warnings: string[];
}
