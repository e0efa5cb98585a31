import { fittingVersions, isWithinRange } from '@packyard/pack';
import { findCircle } from './dependency-circle';
import type { Candidate, Problem } from './problem';

type Choice = ReadonlyMap<string, Candidate>;

/** For tests: whether any choice of versions would do, by trying them one by one; or whether the given one does. */
export function isPossible(problem: Problem, given?: Choice): boolean {
  if (given !== undefined) return isRight(problem, given);
  const refs = [...new Set([...problem.candidates.keys(), ...problem.roots.map(({ ref }) => ref)])];
  const tryFrom = (index: number, chosen: Choice): boolean => {
    const ref = refs[index];
    if (ref === undefined) return isRight(problem, chosen);
    if (tryFrom(index + 1, chosen)) return true;
    return optionsOf(problem, ref).some((one) => tryFrom(index + 1, new Map(chosen).set(ref, one)));
  };
  return tryFrom(0, new Map());
}

function optionsOf(problem: Problem, ref: string): Candidate[] {
  const isRoot = problem.roots.some((root) => root.ref === ref);
  const isOfSource = ({ availability }: Candidate) => availability === 'downloaded' || availability === 'registry';
  return (problem.candidates.get(ref) ?? [])
    .filter((one) => !isRoot || isOfSource(one))
    .filter(({ unusable }) => unusable === undefined);
}

function isRight(problem: Problem, chosen: Choice): boolean {
  return (
    problem.roots.every(({ ref, range }) => fits(problem, chosen.get(ref), range)) &&
    [...chosen.values()].every((one) => isUsable(problem, one, chosen)) &&
    isReachable(problem, chosen) &&
    problem.enabled.every((one) => staysTrue(problem, one, chosen)) &&
    findCircle(chosen) === undefined
  );
}

function isUsable(problem: Problem, one: Candidate, chosen: Choice): boolean {
  const isOption = optionsOf(problem, one.ref).some(
    ({ version, availability }) => version === one.version && availability === one.availability,
  );
  const hasNeeds = one.dependencies.every(({ ref, range }) => fits(problem, chosen.get(ref), range));
  const isAlone = (one.conflicts ?? []).every(({ ref, range }) => {
    const other = chosen.get(ref) ?? problem.enabled.find((enabled) => enabled.ref === ref);
    return other === undefined || other.ref === one.ref || !fits(problem, other, range);
  });
  return isOption && hasNeeds && isAlone;
}

function isReachable({ roots }: Problem, chosen: Choice): boolean {
  const reached = new Set(roots.map(({ ref }) => ref));
  for (const ref of reached) for (const needed of chosen.get(ref)?.dependencies ?? []) reached.add(needed.ref);
  return [...chosen.keys()].every((ref) => reached.has(ref));
}

/** What an enabled pack needs, and stays, may be lacking only as it was before. */
function staysTrue(problem: Problem, one: Candidate, chosen: Choice): boolean {
  const now = chosen.get(one.ref);
  if (now !== undefined && (now.availability !== 'enabled' || now.version !== one.version)) return true;
  const beforeOf = (ref: string) => problem.enabled.find((enabled) => enabled.ref === ref);
  const isAlone = (one.conflicts ?? []).every(({ ref, range }) => {
    const after = chosen.get(ref);
    return after === undefined || after.version === beforeOf(ref)?.version || !fits(problem, after, range);
  });
  if (!isAlone) return false;
  return one.dependencies.every(({ ref, range }) => {
    if (ref === one.ref) return true;
    const before = beforeOf(ref);
    const after = chosen.get(ref) ?? before;
    return after === undefined || after.version === before?.version || fits(problem, after, range);
  });
}

/** As pip has it: a pre-release that is only on offer does where the range names one, or where nothing else would do. */
function fits(problem: Problem, one: Candidate | undefined, range: string): boolean {
  if (one === undefined) return false;
  const isRoot = problem.roots.some((root) => root.ref === one.ref);
  const known = (problem.candidates.get(one.ref) ?? []).filter(
    ({ availability }) => !isRoot || availability === 'downloaded' || availability === 'registry',
  );
  const there = known.filter(
    ({ availability, version }) => availability !== 'registry' && isWithinRange(version, range),
  );
  if (one.availability !== 'registry') return isWithinRange(one.version, range);
  const offered = fittingVersions(known, range).filter(({ availability }) => availability === 'registry');
  const isEarly = there.length > 0 && !fittingVersions([one, { ...one, version: '0.0.1' }], range).includes(one);
  return offered.some(({ version }) => version === one.version) && !isEarly;
}
