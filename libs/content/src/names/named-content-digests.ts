import type { Digest } from '@packyard/contracts';

/** What is found by what it is, and not by the row of a version or an environment: locks, and vendored packages. */
export type NamedKind = 'lock' | 'vendored';

/** Under which digests named content lies in the content store. The database keeps them. */
export abstract class NamedContentDigests {
  abstract find(kind: NamedKind, name: string): Promise<Digest | undefined>;

  /** What had the name before has it no more. What is named again counts as new. */
  abstract keep(kind: NamedKind, name: string, content: Digest): Promise<void>;
}
