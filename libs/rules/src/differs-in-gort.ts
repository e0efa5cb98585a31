import { fitsGort } from './integer';
import { isFloat, isNumber, sameNumber } from './numbers';
import type { Condition, Operand } from './rule';
import { elementsOf, equals, type Known, type Sides } from './value';
import type { WorkBudget } from './work-budget';

const ORDERS = ['<', '<=', '>', '>='];

/**
 * Whether Gort comes to another outcome than we do, because of an error of its own: it compares a fraction with a whole number the
 * wrong way round, and fails over whole numbers beyond 64 bits and a regular expression before an argument that is not there. Also where we
 * can't tell: a regular expression before a whole list.
 */
export function differsInGort({ left, operator, right }: Condition, sides: Sides, effort: WorkBudget): boolean {
  if (hasHugeInteger(left) || hasHugeInteger(right)) return true;
  const elements = [sides.left, ...(elementsOf(sides.left) ?? [])];
  const regexes = elements.filter((element) => element.kind === 'regex');
  if (regexes.some((regex) => isPrintedOtherwise(regex, sides.right, { operator, effort }))) return true;
  return ORDERS.includes(operator) && elements.some((element) => isOrderedOtherwise(element, sides.right));
}

/** Gort looks for a regular expression in how it prints what stands on the right: lists with brackets, texts with quotes. */
function isPrintedOtherwise(
  regex: Known,
  right: Known,
  { operator, effort }: { operator: Condition['operator']; effort: WorkBudget },
): boolean {
  if (right.kind === 'list' || right.kind === 'map') return operator !== 'in';
  if (right.kind !== 'argument') return false;
  const { value } = right;
  if (typeof value !== 'string') return value === undefined;
  const [bare, ...quoted] = [value, `"${value}"`, `'${value}'`].map((text) =>
    equals(regex, { kind: 'plain', value: text }, effort),
  );
  return quoted.some((found) => found !== bare);
}

function isOrderedOtherwise(left: Known, right: Known): boolean {
  const [a, b] = [plainOf(left), plainOf(right)];
  return isNumber(a) && isNumber(b) && isFloat(a) && !isFloat(b) && !sameNumber(a, b);
}

function plainOf(value: Known) {
  return value.kind === 'plain' || value.kind === 'option' || value.kind === 'argument' ? value.value : undefined;
}

function hasHugeInteger(operand: Operand): boolean {
  if (operand.kind === 'list') return operand.items.some(hasHugeInteger);
  return operand.kind === 'integer' && !fitsGort(operand.value);
}
