import { printOperand } from './print-rule';
import type { Operand, Rule } from './rule';

/** What conditions name that is neither of the arguments nor of the options: it stands for nothing, and equals nothing. */
export function strangersIn({ conditions }: Rule): string[] {
  const operands = conditions.flatMap(({ left, right }) => [left, right]);
  const strangers = operands
    .flatMap((operand) => (operand.kind === 'list' ? operand.items : [operand]))
    .filter(isStranger);
  return [...new Set(strangers.map(printOperand))];
}

function isStranger(operand: Operand): boolean {
  if (operand.kind === 'name') return operand.name !== 'arg' && operand.name !== 'option';
  if (operand.kind === 'item') return operand.name !== 'arg';
  return operand.kind === 'entry' && operand.name !== 'option';
}
