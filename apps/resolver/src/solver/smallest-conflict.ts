import type { Fact, Incompatibility } from './version-domain';
import { factsBehind } from './incompatibility';
import type { CandidatePool } from './candidate-pool';
import type { Asking, Root } from './problem';
import type { Search } from './search';

interface Found {
  root: Root;
  /** What it was searched with. */
  accepted: readonly Root[];
  conflict: Incompatibility;
  offers: CandidatePool;
}

/** Leaves out of a conflict whoever it does not depend on. */
export function* smallestConflict(search: Search, { root, offers, ...found }: Found): Asking<Incompatibility> {
  let { accepted, conflict } = found;
  const others = accepted.filter(({ ref }) => rootsIn(conflict).has(ref));
  for (const other of others.slice(0, MAX_LEFT_OUT)) {
    const fewer = accepted.filter((candidate) => candidate !== other);
    const without = yield* search.find([...fewer, root]);
    if ('conflict' in without && isTrueWith(other, without.conflict, offers))
      [conflict, accepted] = [without.conflict, fewer];
  }
  return conflict;
}

const MAX_LEFT_OUT = 20;

/** The packs of the request that a conflict has to do with. */
export function rootsIn(conflict: Incompatibility): ReadonlySet<string> {
  return new Set(factsBehind(conflict).flatMap((fact) => (fact.kind === 'wanted' ? [fact.root.ref] : [])));
}

/**
 * Whether a conflict that was found without a pack is one with it, too. It need not be: a request for a pack replaces what is
 * enabled or installed of it, and may lead to an enabled pack that nothing else leads to.
 */
function isTrueWith({ ref }: Root, conflict: Incompatibility, offers: CandidatePool): boolean {
  const facts = factsBehind(conflict);
  const isReplaced = offers
    .of(ref)
    .some(({ availability }) => availability === 'enabled' || availability === 'installed');
  if (isReplaced && facts.some((fact) => isAbout(ref, fact))) return false;
  return facts.every((fact) => fact.kind !== 'untouched' || !leadsTo(ref, fact.of.ref, offers));
}

function isAbout(ref: string, fact: Fact): boolean {
  if (fact.kind === 'circle') return fact.path.some((one) => one.ref === ref);
  return fact.of.ref === ref || ('by' in fact && fact.by.ref === ref);
}

/** By whatever versions, as far as they are known. */
function leadsTo(from: string, to: string, offers: CandidatePool): boolean {
  const reached = new Set([from]);
  for (const next of reached)
    for (const { dependencies } of offers.of(next)) for (const { ref } of dependencies) reached.add(ref);
  return reached.has(to);
}
