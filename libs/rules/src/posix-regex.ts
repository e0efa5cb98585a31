import type { Effort } from './effort';
import { type Expression, parsePosixRegex } from './parse-posix-regex';

/** What a compiled expression does, step by step; every thread of the search is a position in this list. */
type Step =
  | { kind: 'character'; cost: number; matches: (character: string) => boolean }
  | { kind: 'lineStart' | 'lineEnd' | 'found' }
  | { kind: 'fork'; to: number[] };

const MOST_STEPS = 20_000;
// Reading a character of an expression, or beginning to search in a text, takes as long as that many comparisons.
const WORK_OF_EACH = 20;

/**
 * A POSIX extended regular expression, as Gort compiles them: no Perl classes, `^` and `$` match at lines. Searching
 * takes time in proportion to the text and to the expression: all ways to match are followed at once.
 */
export class PosixRegex {
  private constructor(private readonly steps: readonly Step[]) {}

  /**
   * Nothing when the source is no such expression, or is far too large.
   * @throws OutOfEffort
   */
  static compile(source: string, effort: Effort): PosixRegex | undefined {
    effort.spend(WORK_OF_EACH * source.length);
    const expression = parsePosixRegex(source);
    if (expression === undefined) return undefined;
    const steps: Step[] = [];
    if (!emit(expression, { steps, effort })) return undefined;
    steps.push({ kind: 'found' });
    return new PosixRegex(steps);
  }

  /**
   * Whether it matches anywhere in the text.
   * @throws OutOfEffort
   */
  isIn(text: string, effort: Effort): boolean {
    effort.spend(WORK_OF_EACH + text.length);
    const characters = Array.from(text);
    let threads = new Set<number>();
    for (let at = 0; at <= characters.length; at += 1) {
      const isLineStart = at === 0 || characters[at - 1] === '\n';
      const isLineEnd = at === characters.length || characters[at] === '\n';
      threads.add(0);
      const reached = this.spread(threads, { isLineStart, isLineEnd });
      if (reached === 'found') return true;
      effort.spend(reached.size);
      threads = this.advance(reached, characters[at], effort);
    }
    return false;
  }

  /** All steps that can be reached without another character. */
  private spread(
    threads: ReadonlySet<number>,
    at: { isLineStart: boolean; isLineEnd: boolean },
  ): Set<number> | 'found' {
    const reached = new Set(threads);
    // A set's own iterator also visits what is added on the way.
    for (const thread of reached) {
      const step = this.steps[thread];
      if (step?.kind === 'found') return 'found';
      if (step?.kind === 'fork') for (const to of step.to) reached.add(to);
      if (step?.kind === 'lineStart' && at.isLineStart) reached.add(thread + 1);
      if (step?.kind === 'lineEnd' && at.isLineEnd) reached.add(thread + 1);
    }
    return reached;
  }

  private advance(reached: ReadonlySet<number>, character: string | undefined, effort: Effort): Set<number> {
    const next = new Set<number>();
    if (character === undefined) return next;
    for (const thread of reached) {
      const step = this.steps[thread];
      if (step?.kind !== 'character') continue;
      effort.spend(step.cost);
      if (step.matches(character)) next.add(thread + 1);
    }
    return next;
  }
}

interface Program {
  steps: Step[];
  effort: Effort;
}

/** False when it gets too large. Work is counted besides: a thousand times nothing, a thousand times, has no step. */
function emit(expression: Expression, program: Program): boolean {
  const { steps, effort } = program;
  effort.spend(WORK_OF_EACH);
  if (steps.length > MOST_STEPS) return false;
  switch (expression.kind) {
    case 'character':
    case 'lineStart':
    case 'lineEnd':
      steps.push(expression);
      return true;
    case 'sequence':
      return expression.parts.every((part) => emit(part, program));
    case 'choice':
      return emitChoice(expression.branches, program);
    case 'repeat':
      return emitRepeat(expression, program);
  }
}

function emitChoice(branches: readonly Expression[], program: Program): boolean {
  const { steps } = program;
  const fork: Step & { kind: 'fork' } = { kind: 'fork', to: [] };
  steps.push(fork);
  const ends: (Step & { kind: 'fork' })[] = [];
  for (const branch of branches) {
    fork.to.push(steps.length);
    if (!emit(branch, program)) return false;
    const end: Step & { kind: 'fork' } = { kind: 'fork', to: [] };
    steps.push(end);
    ends.push(end);
  }
  for (const end of ends) end.to.push(steps.length);
  return true;
}

function emitRepeat({ part, least, most }: Expression & { kind: 'repeat' }, program: Program): boolean {
  const { steps } = program;
  for (let count = 0; count < least; count += 1) if (!emit(part, program)) return false;
  if (most === Infinity) {
    const start = steps.length;
    const fork: Step & { kind: 'fork' } = { kind: 'fork', to: [start + 1] };
    steps.push(fork);
    if (!emit(part, program)) return false;
    steps.push({ kind: 'fork', to: [start] });
    fork.to.push(steps.length);
    return true;
  }
  const skips: (Step & { kind: 'fork' })[] = [];
  for (let count = least; count < most; count += 1) {
    const skip: Step & { kind: 'fork' } = { kind: 'fork', to: [steps.length + 1] };
    steps.push(skip);
    skips.push(skip);
    if (!emit(part, program)) return false;
  }
  for (const skip of skips) skip.to.push(steps.length);
  return true;
}
