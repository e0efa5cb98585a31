import { isEmptyRange, isPrerelease } from '@packyard/pack';
import { factsBehind } from './incompatibility';
import type { VersionDomain, Fact, Incompatibility } from './version-domain';
import type { Candidate, Problem, Rejection } from './problem';
import { namesOf, type Requirements, reachedFacts, requirementsIn, sentenceOf, through } from './requirement';
import { pathToAny } from './dependency-paths';
import { asSentence, joinWords, knownVersions, nameOf, wish } from './message-wording';

export type Explanation = Pick<Rejection, 'code' | 'message'> & {
  /** What nobody has, when that is the reason. */
  missing?: string;
};

/** Says who wants what, and why no version can please all of them. Only packs that take part are named. */
export function explain(problem: Problem, conflict: Incompatibility): Explanation {
  const facts = reachedFacts(factsBehind(conflict));
  const disputed = requirementsIn(facts).filter(({ fitting }) => fitting === 0n);
  const reasons = [
    ...facts.flatMap((fact) => (fact.kind === 'circle' ? [circle(fact.path, facts)] : [])),
    ...disputed.map((requirements) => dispute(problem, requirements)),
  ];
  const told = toldIn(facts, disputed);
  const unexplained = facts.filter((fact) => !isExplained(fact, told));
  if (reasons.length === 0 || unexplained.length > 0) reasons.push(combination(facts));
  const [first] = reasons;
  if (first === undefined) throw new Error('A conflict has to have a reason');
  return { ...first, message: reasons.map(({ message }) => message).join(' ') };
}

/** What the reasons say already. */
interface Told {
  disputed: ReadonlySet<VersionDomain>;
  onCircle: ReadonlySet<string>;
  /** How one comes to all of these. */
  ways: ReadonlySet<Fact>;
  facts: ReadonlyMap<VersionDomain, readonly Fact[]>;
}

function toldIn(facts: readonly Fact[], disputed: readonly Requirements[]): Told {
  const circles = facts.filter((fact) => fact.kind === 'circle').map(({ path }) => refsOf(path));
  const about = facts.filter((fact) => fact.kind !== 'circle');
  return {
    disputed: new Set(disputed.map(({ of }) => of)),
    onCircle: new Set(circles.flat()),
    ways: new Set([
      ...disputed.flatMap(({ brought }) => brought),
      ...circles.flatMap((refs) => pathToAny(refs, facts)),
    ]),
    facts: Map.groupBy(about, ({ of }) => of),
  };
}

function isExplained(fact: Fact, { disputed, onCircle, ways, facts }: Told): boolean {
  if (fact.kind === 'excludes') return false;
  if (fact.kind !== 'needs' && fact.kind !== 'stays') return true;
  if (disputed.has(fact.of)) return true;
  if (fact.kind === 'stays') return false;
  // One of its steps, or a need of it that any version would meet.
  if (onCircle.has(fact.of.ref)) return onCircle.has(fact.by.ref) || fact.of.fitting(fact.range) === fact.of.any;
  return ways.has(fact) && facts.get(fact.of)?.length === 1;
}

function circle(path: readonly Candidate[], facts: readonly Fact[]): Explanation {
  const refs = refsOf(path);
  const way = pathToAny(refs, facts);
  const asked = facts.filter((fact) => fact.kind === 'wanted').filter(({ of }) => refs.includes(of.ref));
  const [entry] = [...way, ...asked];
  const steps = entry === undefined ? path : startingAt(entry.of.ref, path);
  const message = `The packs depend on each other in a circle: ${steps.map(nameOf).join(' → ')}${through(way)}.`;
  return { code: 'DEPENDENCY_CYCLE', message };
}

/** The same circle from where one comes upon it. */
function startingAt(ref: string, path: readonly Candidate[]): readonly Candidate[] {
  const start = path.findIndex((one) => one.ref === ref);
  return start < 1 ? path : [...path.slice(start), ...path.slice(1, start + 1)];
}

function refsOf(path: readonly Candidate[]): readonly string[] {
  return path.map(({ ref }) => ref);
}

/** One pack of which no version is right for everybody. */
function dispute(problem: Problem, { of, parts }: Requirements): Explanation {
  const { ref, candidates } = of;
  const wishes = parts.map((part) => sentenceOf(part, ref));
  const reason = problem.unavailable.get(ref);
  if (candidates.length === 0 && reason !== undefined) {
    const message = `${asSentence(wishes.join(', and '))}, but ${ref} could not be downloaded: ${reason}`;
    return { code: 'DEPENDENCY_FAILED', message, missing: ref };
  }
  if (candidates.length === 0) {
    const message = `${asSentence(wishes.join(', and '))}, but ${ref} is neither installed nor in the request, and no registry knows it.`;
    return { code: 'DEPENDENCY_MISSING', message, missing: ref };
  }
  const agree = parts.every(({ fitting }) => fitting === 0n);
  const verdict = agree || parts.length < 2 ? 'does' : `satisfies ${parts.length === 2 ? 'both' : 'all of them'}`;
  const known = `no known version of ${ref} ${verdict} (known: ${knownVersions(candidates)})`;
  const notes = [...unusableNotes(candidates), ...parts.flatMap(({ range }) => rangeNote(range))];
  const message = `${asSentence(wishes.join(agree ? ', and ' : ', but '))}; ${[known, ...notes].join('; ')}.`;
  return { code: 'DEPENDENCY_CONFLICT', message };
}

function unusableNotes(candidates: readonly Candidate[]): string[] {
  const notes = candidates.flatMap((candidate) =>
    candidate.unusable === undefined ? [] : [`${nameOf(candidate)} ${candidate.unusable}`],
  );
  const early = candidates.some(({ version }) => isPrerelease(version))
    ? ['a pre-release comes before its release']
    : [];
  return [...notes.slice(-MAX_NOTES), ...early];
}

const MAX_NOTES = 3;

/** Where the reading of a range decides, it is said. */
function rangeNote(range: string): string[] {
  if (isEmptyRange(range)) return [`no version at all can satisfy ${range}`];
  const [, version] = /^=?=?\s*v?(\d+(?:\.\d+)?)$/.exec(range) ?? [];
  if (version === undefined) return [];
  return [
    `${version} means exactly ${version}${version.includes('.') ? '.0' : '.0.0'}, and any ${version}.x is written ${version}.x`,
  ];
}

/** Each pack alone has versions that would do, but not all together. */
function combination(facts: readonly Fact[]): Explanation {
  const wishes = requirementsIn(facts).flatMap(({ of, parts }) => parts.map((part) => sentenceOf(part, of.ref)));
  const excluded = facts.flatMap((fact) =>
    fact.kind === 'excludes'
      ? [`${namesOf(fact.by, fact.versions)} can't be enabled together with ${wish(fact.of.ref, fact.range)}`]
      : [],
  );
  const shown = [...wishes.slice(0, MAX_WISHES), ...excluded];
  const rest = wishes.length > MAX_WISHES ? ` (and ${wishes.length - MAX_WISHES} more such needs)` : '';
  const refs = [...new Set(facts.flatMap((fact) => ('of' in fact ? [fact.of.ref] : [])))].sort();
  const message = `${asSentence(shown.join(', '))}${rest}; no combination of known versions of ${joinWords(refs)} satisfies all of that.`;
  return { code: 'DEPENDENCY_CONFLICT', message };
}

const MAX_WISHES = 12;
