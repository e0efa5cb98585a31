import { compareVersions, satisfiesRange } from '@packyard/pack';
import type { Candidate, Problem, Rejection, Root } from './problem';
import { nameOf, type Requirement, sentence } from './requirement';
import type { DeadEnd } from './search';

type Explanation = Omit<Rejection, 'id'>;

/** Says in one sentence who wants what, and why no version can please all of them. */
export function explainDeadEnd(problem: Problem, root: Root, { ref, requirements, known }: DeadEnd): Explanation {
  const wishes = [...new Set(telling(requirements).map(sentence))];
  const reason = problem.unavailable.get(ref);
  if (known.length === 0 && reason !== undefined) {
    return {
      code: 'DEPENDENCY_FAILED',
      message: `${capitalized(wishes.join(', and '))}, but ${ref} could not be downloaded: ${reason}`,
      hint: `Fix the source of ${ref} and submit both again.`,
    };
  }
  if (known.length === 0) {
    return {
      code: 'DEPENDENCY_MISSING',
      message: `${capitalized(wishes.join(', and '))}, but ${ref} is neither installed nor in the request, and no registry knows it.`,
      hint: `Add a source of ${ref} to the request, or name a registry that has it with registry_url.`,
    };
  }
  return {
    code: 'DEPENDENCY_CONFLICT',
    message: `${capitalized(wishes.join(', but '))}; ${verdict(ref, telling(requirements), known)}.`,
    hint: hintFor(root, requirements),
  };
}

/** That the request names the pack, in whatever version, explains nothing when somebody wants more of it. */
function telling(requirements: readonly Requirement[]): readonly Requirement[] {
  const others = requirements.filter(({ by, range }) => by.kind !== 'request' || range !== '*');
  return others.length > 0 ? others : requirements;
}

export function explainCycle(cycle: readonly Candidate[]): Explanation {
  return {
    code: 'DEPENDENCY_CYCLE',
    message: `The packs depend on each other in a circle: ${cycle.map(nameOf).join(' → ')}.`,
    hint: 'Remove one of these dependencies from its pack.yaml, or move what both need into a pack of its own.',
  };
}

function verdict(ref: string, requirements: readonly Requirement[], known: readonly Candidate[]): string {
  const versions = [...new Set(known.map((candidate) => candidate.version))].sort(compareVersions);
  const shown = versions.length > 12 ? `…, ${versions.slice(-12).join(', ')}` : versions.join(', ');
  const several = new Set(requirements.map((requirement) => requirement.range)).size > 1;
  const fits = versions.some((version) => requirements.every(({ range }) => satisfiesRange(version, range)));
  if (fits) return `the versions of ${ref} that would do lead to other conflicts (known: ${shown})`;
  return several
    ? `no known version of ${ref} satisfies ${requirements.length === 2 ? 'both' : 'all of them'} (known: ${shown})`
    : `no known version of ${ref} does (known: ${shown})`;
}

function hintFor(root: Root, requirements: readonly Requirement[]): string {
  const enabled = requirements.flatMap(({ by }) => (by.kind === 'enabled' ? [by.candidate.ref] : []));
  if (enabled.length > 0) {
    return `Upgrade ${enabled.join(', ')} in the same request, ask for another version of ${root.ref}, or set force to disregard what is enabled.`;
  }
  return `Ask for another version of ${root.ref}, or of the packs that disagree with it.`;
}

/** Names of packs stay as they are. */
function capitalized(text: string): string {
  return text.replace(/^the /, 'The ');
}
