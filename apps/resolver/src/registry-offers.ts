import { isDeepStrictEqual } from 'node:util';
import { PackyardError } from '@packyard/contracts';
import { type LookUp, MISSED_MAX_AGE_MS } from '@packyard/registry';
import type { CandidateCatalog } from './candidate-catalog';
import type { Candidate, Offered } from './solver/problem';

/** What registries offer, as one resolving has seen it, and whether they offer something else meanwhile. */
export class RegistryOffers {
  private readonly seen = new Map<string, readonly Candidate[]>();

  constructor(
    private readonly catalog: Pick<CandidateCatalog, 'offered'>,
    private readonly lookUp: LookUp,
  ) {}

  async fetch(refs: readonly string[]): Promise<Offered> {
    const offered = await this.catalog.offered(refs, this.lookUp);
    for (const [ref, candidates] of offered) this.seen.set(ref, candidates);
    return offered;
  }

  /** Indexes are kept for a while: what was missed may have been published since they were read. */
  async haveChanged(): Promise<boolean> {
    if (this.seen.size === 0) return false;
    try {
      const now = await this.catalog.offered([...this.seen.keys()], { ...this.lookUp, maxAgeMs: MISSED_MAX_AGE_MS });
      return !isDeepStrictEqual(new Map(now), this.seen);
    } catch (error) {
      this.lookUp.signal.throwIfAborted();
      // A registry that can't be asked now offers nothing else, and fails nobody who got an answer from it before.
      if (error instanceof PackyardError) return false;
      throw error;
    }
  }
}
