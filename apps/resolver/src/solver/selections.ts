import { isPrerelease } from '@packyard/pack';
import type { CandidatePool } from './candidate-pool';
import type { Candidate, Problem, Root, Selection } from './problem';
import { nameOf, wish } from './message-wording';

interface Answered {
  problem: Problem;
  roots: readonly Root[];
  offers: CandidatePool;
  chosen: ReadonlyMap<string, Candidate>;
}

/** What was chosen, each with the reasons. */
export function selections(answered: Answered): Map<string, Selection> {
  const { chosen, problem } = answered;
  const reasons = reasonsOf(answered);
  return new Map(
    [...chosen].map(([ref, candidate]) => {
      const because = `${inShort(reasons.get(ref) ?? [])}${wayOfChoosing(candidate, answered)}`;
      const dependsOn = candidate.dependencies
        .map((needed) => needed.ref)
        .filter((needed) => chosen.has(needed) && !problem.provided.has(needed));
      return [ref, { candidate, because, dependsOn: [...new Set(dependsOn)] }];
    }),
  );
}

function reasonsOf({ roots, chosen }: Answered): Map<string, string[]> {
  const reasons = new Map<string, string[]>();
  const broughtInBy = new Map<string, Candidate>();
  for (const { ref, range } of roots)
    if (chosen.has(ref)) reasons.set(ref, [`the request asks for ${wish(ref, range)}`]);
  const isRoot = new Set(reasons.keys());
  for (const candidate of chosen.values()) {
    for (const { ref, range } of candidate.dependencies) {
      if (!chosen.has(ref)) continue;
      const known = reasons.get(ref) ?? [];
      reasons.set(ref, known);
      // Everybody may need the same pack.
      const way = known.length < MAX_REASONS ? through(candidate, isRoot, broughtInBy) : '';
      known.push(`${nameOf(candidate)}${way} requires ${wish(ref, range)}`);
      if (!broughtInBy.has(ref)) broughtInBy.set(ref, candidate);
    }
  }
  return reasons;
}

const MAX_CHAIN_LENGTH = 5;
const MAX_REASONS = 8;

function inShort(reasons: readonly string[]): string {
  const shown = [...new Set(reasons.slice(0, MAX_REASONS))];
  const rest = reasons.length > MAX_REASONS ? [`${reasons.length - MAX_REASONS} more packs require it`] : [];
  return [...shown, ...rest].join(', and ');
}

function through({ ref }: Candidate, isRoot: ReadonlySet<string>, broughtInBy: ReadonlyMap<string, Candidate>): string {
  const chain: string[] = [];
  let by = isRoot.has(ref) ? undefined : broughtInBy.get(ref);
  for (
    ;
    by !== undefined && chain.length < MAX_CHAIN_LENGTH;
    by = isRoot.has(by.ref) ? undefined : broughtInBy.get(by.ref)
  )
    chain.push(nameOf(by));
  const rest = by === undefined ? '' : ', and so on';
  return chain.length === 0 ? '' : ` (needed by ${chain.join(', needed by ')}${rest})`;
}

function wayOfChoosing(candidate: Candidate, { offers }: Answered): string {
  const { ref, version, availability } = candidate;
  if (availability === 'enabled') return `; ${version} is enabled and fits`;
  if (availability === 'installed') return `; ${version} is installed and fits`;
  const count = offers.of(ref).length;
  const early = isPrerelease(version) ? earlyWords(candidate) : '';
  return count === 1 ? early : `; chosen from ${count} known versions${early}`;
}

/** Of what was fetched it is not known any more what else was on offer, nor whether somebody named it. */
function earlyWords({ availability }: Candidate): string {
  return availability === 'registry' ? '; a pre-release, for nothing else fits' : '; a pre-release';
}
