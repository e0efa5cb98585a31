import { type LookUp, type RegistryCatalog } from '@packyard/registry';
import type { Candidate, Offered } from './solver/problem';

/** What registries offer of packs, for the solver to choose from. */
export class CandidateCatalog {
  constructor(
    private readonly registries: RegistryCatalog,
    /** Refs that the platform itself provides. */
    readonly provided: ReadonlySet<string>,
  ) {}

  async offered(refs: readonly string[], lookUp: LookUp): Promise<Offered> {
    const offered = new Map<string, Candidate[]>();
    const versionsOf = this.registries.versionsFor(lookUp);
    for (const ref of refs) {
      const entries = await versionsOf(ref);
      offered.set(
        ref,
        entries.map(({ version, dependencies = [] }) => ({ ref, version, availability: 'registry', dependencies })),
      );
    }
    return offered;
  }
}
