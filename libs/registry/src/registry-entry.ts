import type { Source } from '@packyard/contracts';
import type { Dependency } from '@packyard/pack';

/** One version of a pack, as an index offers it. */
export interface RegistryEntry {
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
  warnings: string[];
}
