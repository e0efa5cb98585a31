import type { Digest } from '@packyard/contracts';

export const CONTENT_KINDS = ['pack', 'environment', 'upload', 'lock', 'vendored'] as const;
export type ContentKind = (typeof CONTENT_KINDS)[number];

export interface ContentOptions {
  /**
   * For what holds paths of the home that it was made in, as environments do: the folder that those begin with. What is put
   * and what is fetched name their own, and texts are rewritten where these differ.
   */
  base?: string;
  signal?: AbortSignal;
}

export interface StoredContent {
  digest: Digest;
  kind: ContentKind;
  /** Not after what was put since. */
  putAt: Date;
}

/** Whole folders by their digest, for nodes that share no file system. Where all share one home it keeps nothing. */
export abstract class ContentStore {
  abstract readonly homesAreSeparate: boolean;

  /** Uploads what is not there yet. What is put again counts as new. Null where nothing is kept. */
  abstract put(kind: ContentKind, folder: string, options?: ContentOptions): Promise<Digest | null>;

  /**
   * Makes the folder, whole and checked, by one rename. One that is there is left as it is.
   * @throws RejectedError or UnavailableError STORE_FAILED; RejectedError ENVIRONMENT_UNUSABLE when it can't be moved here
   */
  abstract fetch(digest: Digest, folder: string, options?: ContentOptions): Promise<void>;

  abstract has(digest: Digest): Promise<boolean>;

  /** All there is, once each. */
  abstract list(): Promise<StoredContent[]>;

  /** Unless it was put again since. False when it stays, or was gone. */
  abstract remove(content: Pick<StoredContent, 'digest' | 'kind'>, since: Date): Promise<boolean>;
}
