import { satisfiesRange } from '@packyard/pack';
import { type LookUp, type RegistryCatalog } from '@packyard/registry';
import type { Candidate } from './solver/problem';

/** Collects what the solver may choose from. */
export class CandidateCatalog {
  constructor(
    private readonly registries: RegistryCatalog,
    /** Refs that the platform itself provides. */
    readonly provided: ReadonlySet<string>,
  ) {}

  /**
   * Adds what the registries offer to what is there already, for every pack that can be reached. A pack of which
   * something that is there satisfies everybody is not looked up: what is installed needs no network.
   */
  async complete(local: readonly Candidate[], lookUp: LookUp): Promise<Map<string, Candidate[]>> {
    const candidates = new Map<string, Candidate[]>();
    for (const candidate of local) add(candidates, candidate);
    const wanted = local.flatMap((candidate) => candidate.dependencies);
    const lookedUp = new Set<string>();
    for (const { ref, range } of wanted) {
      const isThere = (candidates.get(ref) ?? []).some(({ version }) => satisfiesRange(version, range));
      if (isThere || this.provided.has(ref) || lookedUp.has(ref)) continue;
      lookedUp.add(ref);
      for (const entry of await this.registries.versionsOf(ref, lookUp)) {
        const known = candidates.get(ref)?.some(({ version }) => version === entry.version) ?? false;
        if (known) continue;
        const { version, dependencies = [] } = entry;
        add(candidates, { ref, version, origin: 'registry', dependencies });
        wanted.push(...dependencies);
      }
    }
    return candidates;
  }
}

function add(candidates: Map<string, Candidate[]>, candidate: Candidate): void {
  candidates.set(candidate.ref, [...(candidates.get(candidate.ref) ?? []), candidate]);
}
