import type { Source } from './source';

export interface ParsedSource {
  source: Source;
  /** The whole URL, when it carries user info or a query; it must never be stored as it is. */
  secretUrl?: string;
}

export interface ParseOptions {
  /** Branch, tag or commit for git sources. */
  refSpec?: string | undefined;
  /** Whether git sources are fetched with their submodules, and with what Git LFS keeps for them. */
  submodules?: boolean | undefined;
  lfs?: boolean | undefined;
  registryUrl?: string | undefined;
}
