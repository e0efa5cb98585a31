import { RE2JS, RE2JSException } from 're2js';
import { type WorkBudget, WorkBudgetSpent } from './work-budget';

type Program = ReturnType<RE2JS['re2']>;

// The package exports what compiles Perl's syntax; what compiles POSIX syntax, like Go's `CompilePOSIX`, is on the class
// of every compiled expression.
const RE2 = RE2JS.compile('').re2().constructor as unknown as { compilePOSIX(source: string): Program };

// Reading a character of an expression, or making an instruction of it, takes as long as that many steps of a search.
const WORK_OF_EACH = 20;
// Some work for every character of a text is the same however small the program is.
const WORK_OF_CHARACTER = 20;
const MAX_EXPANSION = 100_000;
// Neither Go nor the package lets nested repetitions come to more.
const MAX_REPEATS = 1000;

/**
 * A POSIX extended regular expression as Gort compiles them, with Go's `CompilePOSIX`: no Perl classes, `^` and `$` match
 * at lines. Compiling and searching take linear time, which is charged before it is spent.
 */
export class PosixRegex {
  private constructor(private readonly program: Program) {}

  /**
   * Nothing when the source is no such expression.
   * @throws WorkBudgetSpent also when the expression is far too large
   */
  static compile(source: string, effort: WorkBudget): PosixRegex | undefined {
    effort.spend(WORK_OF_EACH * source.length);
    if (source.length * repeatsIn(source) > MAX_EXPANSION) throw new WorkBudgetSpent();
    try {
      const program = RE2.compilePOSIX(source);
      effort.spend(WORK_OF_EACH * sizeOf(program));
      return new PosixRegex(program);
    } catch (error) {
      if (error instanceof RE2JSException) return undefined;
      throw error;
    }
  }

  /**
   * Whether it matches anywhere in the text.
   * @throws WorkBudgetSpent
   */
  isIn(text: string, effort: WorkBudget): boolean {
    effort.spend((text.length + 1) * (WORK_OF_CHARACTER + sizeOf(this.program)));
    return this.program.match(text);
  }
}

/** At most how many times something in the expression is repeated, counting repetitions within each other. */
function repeatsIn(source: string): number {
  let repeats = 1;
  for (const [, least, most = least] of source.matchAll(/\{(\d+)(?:,(\d+)?)?\}/g)) repeats *= Math.max(1, Number(most));
  return Math.min(MAX_REPEATS, repeats);
}

function sizeOf(program: Program): number {
  return (program.prog as { numInst(): number }).numInst();
}
