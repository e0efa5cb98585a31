import type { Asking, Candidate, Problem } from './problem';

/** What is known of each pack. What registries offer is asked for when it is needed, once. */
export class CandidatePool {
  private readonly local = new Map<string, Candidate[]>();
  private readonly offered = new Map<string, readonly Candidate[]>();

  constructor({ candidates, enabled }: Pick<Problem, 'candidates' | 'enabled'>) {
    for (const candidate of [...[...candidates.values()].flat(), ...enabled]) {
      const known = this.local.get(candidate.ref);
      if (known === undefined) this.local.set(candidate.ref, [candidate]);
      else known.push(candidate);
    }
  }

  isComplete(ref: string): boolean {
    return this.offered.has(ref);
  }

  of(ref: string): readonly Candidate[] {
    return [...(this.local.get(ref) ?? []), ...(this.offered.get(ref) ?? [])];
  }

  *ask(refs: Iterable<string>): Asking<void> {
    const unknown = [...new Set(refs)].filter((ref) => !this.offered.has(ref)).sort();
    if (unknown.length === 0) return;
    const offered = yield unknown;
    for (const ref of unknown) this.offered.set(ref, offered.get(ref) ?? []);
  }
}
