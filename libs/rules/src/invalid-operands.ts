import { WorkBudget, WorkBudgetSpent } from './work-budget';
import { PosixRegex } from './posix-regex';
import { printOperand } from './print-rule';
import type { Operand, Rule } from './rule';

/** Regular expressions with an error of syntax, or far too large: they are found nowhere. */
export function invalidRegexesIn(rule: Rule): string[] {
  const sources = operandsOf(rule).flatMap((operand) => (operand.kind === 'regex' ? [operand.source] : []));
  return [...new Set(sources)].filter((source) => !isValid(source));
}

function isValid(source: string): boolean {
  try {
    return PosixRegex.compile(source, new WorkBudget()) !== undefined;
  } catch (error) {
    if (error instanceof WorkBudgetSpent) return false;
    throw error;
  }
}

/** What conditions name that is neither of the arguments nor of the options: it stands for nothing, and equals nothing. */
export function undefinedNamesIn(rule: Rule): string[] {
  return [...new Set(operandsOf(rule).filter(isUndefinedName).map(printOperand))];
}

function operandsOf({ conditions }: Rule): Operand[] {
  return conditions
    .flatMap(({ left, right }) => [left, right])
    .flatMap((operand) => (operand.kind === 'list' ? operand.items : [operand]));
}

function isUndefinedName(operand: Operand): boolean {
  if (operand.kind === 'name') return operand.name !== 'arg' && operand.name !== 'option';
  if (operand.kind === 'item') return operand.name !== 'arg';
  return operand.kind === 'entry' && operand.name !== 'option';
}
