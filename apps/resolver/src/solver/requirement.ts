import type { VersionDomain, Fact } from './version-domain';
import { type Bringer, type Need, DependencyPaths } from './dependency-paths';
import { joinWords, nameOf, wish } from './message-wording';

/** What is wanted of one pack by everybody who takes part in a conflict. */
export interface Requirements {
  of: VersionDomain;
  /** Of each range that is wanted, who wants it. */
  parts: { range: string; fitting: bigint; who: string[]; isPlural: boolean }[];
  /** What of it satisfies all, and can be used. */
  fitting: bigint;
  /** The needs by which those who want it were brought in: they are named along with them. */
  brought: readonly Bringer[];
}

/** The facts of a conflict by the pack that they are about, in the order in which one comes upon them from the request. */
export function requirementsIn(facts: readonly Fact[]): Requirements[] {
  const needs = facts.filter((fact) => fact.kind === 'needs' || fact.kind === 'stays' || fact.kind === 'wanted');
  const unusable = facts.filter((fact) => fact.kind === 'unusable');
  const ways = new DependencyPaths(needs);
  const groups = Map.groupBy(needs.toSorted(byPlace(ways)), ({ of }) => of);
  return [...groups].map(([of, all]) => {
    const told = telling(all);
    const parts = partsOf(told, ways);
    const brought = told.flatMap((need) => (need.kind === 'needs' ? ways.to(need.by) : []));
    const usable = unusable.filter((fact) => fact.of === of).reduce((set, { versions }) => set & ~versions, of.any);
    return { of, parts, brought, fitting: all.reduce((set, need) => set & fittingOf(need), usable) };
  });
}

/** Without what only an enabled pack would need that nothing leads to: it is not replaced. */
export function reachedFacts(facts: readonly Fact[]): Fact[] {
  const untouched = new Set(facts.flatMap((fact) => (fact.kind === 'untouched' ? [fact.of.ref] : [])));
  if (untouched.size === 0) return [...facts];
  const reached = new Set(facts.flatMap((fact) => (fact.kind === 'wanted' ? [fact.of.ref] : [])));
  // Another one that is in the way would have to be replaced, or leads there as it is.
  for (const fact of facts)
    if ((fact.kind === 'stays' || fact.kind === 'excludes') && !untouched.has(fact.by.ref)) reached.add(fact.by.ref);
  const needs = facts.filter((fact) => fact.kind === 'needs' || fact.kind === 'stays');
  for (const ref of reached) for (const need of needs) if (need.by.ref === ref) reached.add(need.of.ref);
  return facts.filter((fact) => fact.kind !== 'needs' || reached.has(fact.by.ref));
}

/** `app 2.0.0 requires lib ^2`, with whoever brought app in. */
export function sentenceOf({ range, who, isPlural }: Requirements['parts'][number], ref: string): string {
  if (who[0] === REQUEST && who.length === 1) return `the request asks for ${wish(ref, range)}`;
  return `${joinWords(who)} ${who.length > 1 || isPlural ? 'require' : 'requires'} ${wish(ref, range)}`;
}

const REQUEST = 'the request';

/** That the request names the pack, in whatever version, explains nothing when somebody wants more of it. */
function telling(needs: readonly Need[]): readonly Need[] {
  const others = needs.filter((need) => need.kind !== 'wanted' || rangeOf(need) !== '*');
  return others.length > 0 ? others : needs;
}

function partsOf(needs: readonly Need[], ways: DependencyPaths): Requirements['parts'] {
  const byRange = Map.groupBy(needs, rangeOf);
  return [...byRange].map(([range, same]) => ({
    range,
    fitting: same.reduce((set, need) => set & fittingOf(need), -1n),
    who: [...new Set(same.map((need) => whoOf(need, ways)))],
    isPlural: same.some((need) => need.kind === 'needs' && need.by.listOf(need.versions).length > 1),
  }));
}

function rangeOf(need: Need): string {
  return need.kind === 'wanted' ? need.root.range : need.range;
}

function fittingOf(need: Need): bigint {
  return need.of.fitting(rangeOf(need));
}

function whoOf(need: Need, ways: DependencyPaths): string {
  if (need.kind === 'wanted') return REQUEST;
  if (need.kind === 'stays') return `${nameOf(need.by)}, which is enabled,`;
  return `${namesOf(need.by, need.versions)}${through(ways.to(need.by))}`;
}

/** `app 1.0.0`, `app 1.0.0 and 1.1.0`, `app 1.0.0 to 1.9.0`. */
export function namesOf(domain: VersionDomain, set: bigint): string {
  const versions = domain.listOf(set).map(({ version }) => version);
  if (versions.length <= MAX_NAMED) return `${domain.ref} ${joinWords(versions)}`;
  return `${domain.ref} ${versions[0] ?? ''} to ${versions.at(-1) ?? ''}`;
}

const MAX_NAMED = 3;

/** ` (needed by app 1.0.0)`; nothing for what the request itself names. Of a long way, its two ends. */
export function through(way: readonly Bringer[]): string {
  if (way.length === 0) return '';
  const shown = way.length > MAX_STEPS ? way.slice(0, MAX_STEPS - 1) : way;
  const last = way.at(-1);
  const rest = shown === way || last === undefined ? '' : `, and so on up to ${namesOf(last.by, last.versions)}`;
  return ` (${shown.map(({ by, versions }) => `needed by ${namesOf(by, versions)}`).join(', ')}${rest})`;
}

const MAX_STEPS = 8;

/** From the request downwards; what is enabled comes last. */
function byPlace(ways: DependencyPaths): (a: Need, b: Need) => number {
  const placeOf = (need: Need) => {
    if (need.kind === 'wanted') return [0, 0, need.of.ref] as const;
    if (need.kind === 'stays') return [ways.depthOf(need.of) ?? 0, 2, nameOf(need.by)] as const;
    return [ways.depthOf(need.of) ?? 0, 1, namesOf(need.by, need.versions)] as const;
  };
  return (a, b) => {
    const [depthA, kindA, nameA] = placeOf(a);
    const [depthB, kindB, nameB] = placeOf(b);
    return depthA - depthB || kindA - kindB || (nameA < nameB ? -1 : nameA > nameB ? 1 : 0);
  };
}
