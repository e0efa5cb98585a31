import { Fraction } from './fraction';
import { isLessNumber, isNumber, printFloat, sameNumber } from './numbers';
import type { WorkBudget } from './work-budget';
import { PosixRegex } from './posix-regex';

/** What a command was called with: a flag, a number or a text. Whole numbers too long for a number are no less exact. */
export type Value = boolean | number | bigint | string | Fraction;

/** What an operand stands for while a rule is evaluated. */
export type Known =
  | { kind: 'plain'; value: Value }
  | { kind: 'regex'; source: string }
  | { kind: 'list'; items: readonly Known[]; isArguments: boolean }
  | { kind: 'map'; entries: ReadonlyMap<string, Value> }
  /** An option by its name; absent when it was not given. */
  | { kind: 'option'; value: Value | undefined }
  /** An argument by its position; absent when there are not so many. */
  | { kind: 'argument'; value: Value | undefined }
  /** A name that stands for nothing, which equals nothing. */
  | { kind: 'nothing' };

/** What the two sides of a condition stand for just now. */
export interface Sides {
  left: Known;
  right: Known;
}

/** @throws WorkBudgetSpent */
export function equals(left: Known, right: Known, effort: WorkBudget): boolean {
  effort.spend(1);
  if (right.kind === 'option' || right.kind === 'argument') {
    if (left.kind !== 'regex') return false;
    if (right.value !== undefined) return isFoundIn(left.source, textOfPlain(right.value), effort);
    // How Go prints what is not there.
    return right.kind === 'option' && isFoundIn(left.source, '<nil>', effort);
  }
  if (left.kind === 'option') return optionEquals(left.value, right, effort);
  if (left.kind === 'argument') {
    return left.value !== undefined && equals({ kind: 'plain', value: left.value }, right, effort);
  }
  if (left.kind === 'regex' && right.kind === 'regex') return left.source === right.source;
  if (right.kind === 'regex') return left.kind === 'plain' && isFoundIn(right.source, textOfPlain(left.value), effort);
  if (left.kind === 'regex') return textsOf(right, effort).some((text) => isFoundIn(left.source, text, effort));
  if (left.kind === 'list' && right.kind === 'list') return listsEqual(left.items, right.items, effort);
  if (left.kind === 'map' && right.kind === 'map') return mapsEqual(left.entries, right.entries, effort);
  return left.kind === 'plain' && right.kind === 'plain' && plainEquals(left.value, right.value);
}

/** Only numbers have an order. Gort's own comparison of a fraction with a whole number is the wrong way round; not here. */
export function isLess(left: Known, right: Known): boolean {
  const [a, b] = [plainOf(left), right.kind === 'plain' ? right.value : undefined];
  return isNumber(a) && isNumber(b) && isLessNumber(a, b);
}

/**
 * An element of a list, a key of the options, or simply equal.
 * @throws WorkBudgetSpent
 */
export function isIn(left: Known, right: Known, effort: WorkBudget): boolean {
  if (right.kind === 'list') {
    return right.items.some((item) => equals(left, item, effort));
  }
  if (right.kind === 'map') {
    // As in Gort, a text: what an argument or option stands for is not looked up.
    return left.kind === 'plain' && typeof left.value === 'string' && right.entries.has(left.value);
  }
  return equals(left, right, effort);
}

/** What `any` and `all` go through; nothing for what is no collection. */
export function elementsOf(value: Known): readonly Known[] | undefined {
  if (value.kind === 'list') return value.items;
  if (value.kind === 'map') return [...value.entries.values()].map((item) => ({ kind: 'plain', value: item }));
  return undefined;
}

/** `option["force"] == true` asks whether the option was given, whatever its value. */
function optionEquals(value: Value | undefined, right: Known, effort: WorkBudget): boolean {
  if (right.kind === 'plain' && typeof right.value === 'boolean') return (value !== undefined) === right.value;
  return value !== undefined && equals({ kind: 'plain', value }, right, effort);
}

function plainEquals(a: Value, b: Value): boolean {
  if (typeof a === 'boolean' && typeof b !== 'boolean') return plainEquals(b, a);
  if (typeof b === 'boolean' && typeof a === 'number') return a === Number(b);
  if (typeof b === 'boolean' && typeof a === 'string') return booleanOf(a) === b;
  return isNumber(a) && isNumber(b) ? sameNumber(a, b) : a === b;
}

/** As Go reads them. */
function booleanOf(text: string): boolean | undefined {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
  return ['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text) ? false : undefined;
}

function listsEqual(left: readonly Known[], right: readonly Known[], effort: WorkBudget): boolean {
  return (
    left.length === right.length &&
    left.every((item, index) => equals(item, right[index] ?? { kind: 'nothing' }, effort))
  );
}

function mapsEqual(left: ReadonlyMap<string, Value>, right: ReadonlyMap<string, Value>, effort: WorkBudget): boolean {
  effort.spend(left.size);
  return left.size === right.size && [...left].every(([key, value]) => right.get(key) === value);
}

/**
 * `arg == 'now please'`: all arguments as one text, as Gort's guide has it. Only for `==`: in Gort itself they never equal a text.
 * @throws WorkBudgetSpent
 */
export function areArguments(left: Known, right: Known, effort: WorkBudget): boolean {
  if (left.kind !== 'list' || !left.isArguments || right.kind !== 'plain') return false;
  return typeof right.value === 'string' && joined(left.items, effort) === right.value;
}

function textsOf(value: Known, effort: WorkBudget): string[] {
  if (value.kind === 'list') return [joined(value.items, effort)];
  return value.kind === 'plain' ? [textOfPlain(value.value)] : [];
}

function joined(items: readonly Known[], effort: WorkBudget): string {
  effort.spend(items.length);
  return items.map(textOf).join(' ');
}

function textOf(value: Known): string {
  const plain = plainOf(value);
  return plain === undefined ? '' : textOfPlain(plain);
}

/** As Go prints it. */
function textOfPlain(value: Value): string {
  if (value instanceof Fraction) return printFloat(value.value);
  return typeof value === 'number' && !Number.isInteger(value) ? printFloat(value) : String(value);
}

function plainOf(value: Known): Value | undefined {
  return value.kind === 'plain' || value.kind === 'option' || value.kind === 'argument' ? value.value : undefined;
}

/** What does not compile is found nowhere. */
function isFoundIn(source: string, text: string, effort: WorkBudget): boolean {
  return compiled(source, effort)?.isIn(text, effort) ?? false;
}

const COMPILED = new WeakMap<WorkBudget, Map<string, PosixRegex | undefined>>();

/** Once for each decision. */
function compiled(source: string, effort: WorkBudget): PosixRegex | undefined {
  const known = COMPILED.get(effort) ?? new Map<string, PosixRegex | undefined>();
  COMPILED.set(effort, known);
  if (!known.has(source)) known.set(source, PosixRegex.compile(source, effort));
  return known.get(source);
}
