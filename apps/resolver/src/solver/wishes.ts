import type { Candidate, Problem, Root } from './problem';
import type { Requirement } from './requirement';

/** What is wanted of each pack at one point of a search: grows and shrinks with what is chosen. */
export class Wishes {
  /** In the order in which they came up. */
  readonly requirements: Requirement[] = [];
  private readonly byRef = new Map<string, Requirement[]>();
  /** Of enabled packs that the request does not replace. */
  private readonly ofEnabled = new Map<string, Requirement[]>();

  constructor(problem: Problem, roots: readonly Root[]) {
    for (const { ref, range } of roots) this.push({ ref, range, by: { kind: 'request' } });
    const replaced = new Set(roots.map((root) => root.ref));
    for (const candidate of problem.enabled) if (!replaced.has(candidate.ref)) this.addEnabled(candidate);
  }

  /** Of what is chosen and of the request. */
  of(ref: string): readonly Requirement[] {
    return this.byRef.get(ref) ?? [];
  }

  /** Also of enabled packs that stay as they are. */
  all(ref: string, chosen: ReadonlyMap<string, Candidate>): readonly Requirement[] {
    const staying = (this.ofEnabled.get(ref) ?? []).filter(
      ({ by }) => by.kind === 'enabled' && (chosen.get(by.candidate.ref)?.origin ?? 'enabled') === 'enabled',
    );
    return staying.length === 0 ? this.of(ref) : [...this.of(ref), ...staying];
  }

  /** The dependencies of a candidate that was just chosen because of a requirement. */
  add(candidate: Candidate, because: Requirement): void {
    for (const { ref, range } of candidate.dependencies) {
      this.push({ ref, range, by: { kind: 'selected', candidate, because } });
    }
  }

  /** Of the candidate that was added last. */
  remove(candidate: Candidate): void {
    for (const { ref } of candidate.dependencies.toReversed()) {
      this.requirements.pop();
      this.byRef.get(ref)?.pop();
    }
  }

  private push(requirement: Requirement): void {
    this.requirements.push(requirement);
    append(this.byRef, requirement);
  }

  private addEnabled(candidate: Candidate): void {
    for (const { ref, range } of candidate.dependencies) {
      if (ref !== candidate.ref) append(this.ofEnabled, { ref, range, by: { kind: 'enabled', candidate } });
    }
  }
}

function append(lists: Map<string, Requirement[]>, requirement: Requirement): void {
  const list = lists.get(requirement.ref);
  if (list === undefined) lists.set(requirement.ref, [requirement]);
  else list.push(requirement);
}
