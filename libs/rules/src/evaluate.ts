import { type WorkBudget, WorkBudgetSpent } from './work-budget';
import { printCondition, printOperand, printPermission } from './print-rule';
import type { Condition, Joined, Operand, PermissionTerm, Rule } from './rule';
import { differsInGort } from './differs-in-gort';
import { Fraction } from './fraction';
import { areArguments, elementsOf, equals, isIn, isLess, type Known, type Sides, type Value } from './value';

/** What a command was called with. */
export interface Invocation {
  options: Readonly<Record<string, Value>>;
  args: readonly Value[];
}

export interface ConditionOutcome {
  text: string;
  outcome: boolean;
  /** `arg[0] is "prod"`. */
  why: string;
}

export interface PermissionOutcome {
  text: string;
  held: boolean;
}

export interface Evaluation {
  matches: boolean;
  /** Whether the permissions suffice, should the rule match. */
  allows: boolean;
  conditions: ConditionOutcome[];
  permissions: PermissionOutcome[];
  /** Why it counts as one that matches and refuses, whatever came out. */
  refusal?: string;
}

export interface Means {
  /** `bundle:permission`, all that the user holds. */
  held: ReadonlySet<string>;
  effort: WorkBudget;
}

// What a condition looked at is shown up to about here.
const MAX_SHOWN_LENGTH = 200;

/** Never throws, whatever the rule and the invocation are. */
export function evaluate(rule: Rule, invocation: Invocation, { held, effort }: Means): Evaluation {
  const permissions = rule.permissions.map((term) => ({ text: printPermission(term), held: isHeld(term, held) }));
  const conditions = look(rule, invocation, effort);
  if (conditions === undefined) {
    const refusal = 'it takes too much work to evaluate';
    return { matches: true, allows: false, conditions: [], permissions, refusal };
  }
  const differing = conditions.find((condition) => condition.differsInGort);
  return {
    matches: fold(
      rule.conditions,
      conditions.map(({ outcome }) => outcome),
    ),
    allows: fold(
      rule.permissions,
      permissions.map((permission) => permission.held),
    ),
    conditions: conditions.map(shownOutcome),
    permissions,
    ...(differing === undefined ? {} : { refusal: `Gort takes '${differing.text}' otherwise, or for an error` }),
  };
}

interface Looked extends ConditionOutcome {
  /** Gort would come to another outcome, on purpose or by an error of its own. */
  differsInGort: boolean;
}

function shownOutcome({ text, outcome, why }: Looked): ConditionOutcome {
  return { text, outcome, why };
}

/** Nothing when it takes too much work. */
function look({ conditions }: Rule, invocation: Invocation, effort: WorkBudget): Looked[] | undefined {
  try {
    return conditions.map((condition) => {
      const sides = sidesOf(condition, invocation, effort);
      const [text, outcome] = [printCondition(condition), isTrue(condition, sides, effort)];
      const why = explain(condition, sides);
      effort.spend(text.length + why.length);
      return { text, outcome, why, differsInGort: differsInGort(condition, sides, effort) };
    });
  } catch (error) {
    if (error instanceof WorkBudgetSpent) return undefined;
    throw error;
  }
}

/** From left to right; nothing at all is true. */
function fold(terms: readonly Joined<object>[], outcomes: readonly boolean[]): boolean {
  const [first = true] = outcomes;
  return terms.slice(1).reduce<boolean>((result, { join }, index) => {
    const outcome = outcomes[index + 1] ?? false;
    return join === 'or' ? result || outcome : result && outcome;
  }, first);
}

function sidesOf({ left, right }: Condition, invocation: Invocation, effort: WorkBudget): Sides {
  return { left: resolve(left, invocation, effort), right: resolve(right, invocation, effort) };
}

function isTrue({ quantifier, operator }: Condition, { left, right }: Sides, effort: WorkBudget): boolean {
  const test = (element: Known) => compare({ left: element, right }, operator, effort);
  const elements = quantifier === undefined ? undefined : elementsOf(left);
  if (elements === undefined) return test(left);
  return quantifier === 'all' ? elements.every(test) : elements.some(test);
}

function compare({ left, right }: Sides, operator: Condition['operator'], effort: WorkBudget): boolean {
  switch (operator) {
    case '==':
      return equals(left, right, effort) || areArguments(left, right, effort);
    case '!=':
      return !equals(left, right, effort);
    case '<':
      return isLess(left, right);
    case '<=':
      return isLess(left, right) || equals(left, right, effort);
    case '>':
      return !(isLess(left, right) || equals(left, right, effort));
    case '>=':
      return !isLess(left, right);
    case 'in':
      return isIn(left, right, effort);
  }
}

function resolve(operand: Operand, invocation: Invocation, effort: WorkBudget): Known {
  const { options, args } = invocation;
  effort.spend(1);
  switch (operand.kind) {
    case 'float': {
      const { value } = operand;
      return { kind: 'plain', value: Number.isInteger(value) ? new Fraction(Number(value)) : value };
    }
    case 'boolean':
    case 'integer':
    case 'text':
      return { kind: 'plain', value: operand.value };
    case 'regex':
      return operand;
    case 'list': {
      const items = operand.items.map((item) => resolve(item, invocation, effort));
      return { kind: 'list', items, isArguments: false };
    }
    case 'name':
      effort.spend(args.length + Object.keys(options).length);
      if (operand.name === 'arg')
        return { kind: 'list', items: args.map((value) => ({ kind: 'plain', value })), isArguments: true };
      return operand.name === 'option' ? { kind: 'map', entries: mapOf(options) } : { kind: 'nothing' };
    case 'item':
      return operand.name === 'arg' ? { kind: 'argument', value: args[operand.index] } : { kind: 'nothing' };
    case 'entry':
      return operand.name === 'option'
        ? { kind: 'option', value: Object.hasOwn(options, operand.key) ? options[operand.key] : undefined }
        : { kind: 'nothing' };
  }
}

function mapOf(options: Invocation['options']): Map<string, Value> {
  return new Map(Object.entries(options));
}

function isHeld({ needs, permissions }: PermissionTerm, held: ReadonlySet<string>): boolean {
  const test = (permission: string) => held.has(permission);
  return needs === 'all' ? permissions.every(test) : permissions.some(test);
}

/** What the names in a condition stand for. */
function explain({ left, right }: Condition, sides: Sides): string {
  const named = [
    { operand: left, value: sides.left },
    { operand: right, value: sides.right },
  ].filter(({ operand: { kind } }) => kind === 'name' || kind === 'item' || kind === 'entry');
  return named.map(({ operand, value }) => `${printOperand(operand)} ${shown(value)}`).join(', ');
}

function shown(value: Known): string {
  switch (value.kind) {
    case 'nothing':
      return 'stands for nothing';
    case 'option':
    case 'argument':
      return value.value === undefined ? 'was not given' : `is ${quoted(value.value)}`;
    case 'list':
      return `is [${listed(value.items, (item) => (item.kind === 'plain' ? quoted(item.value) : '?'))}]`;
    case 'map':
      return `is {${listed([...value.entries], ([key, item]) => `${quoted(key)}:${quoted(item)}`)}}`;
    case 'plain':
      return `is ${quoted(value.value)}`;
    case 'regex':
      return `is /${value.source}/`;
  }
}

/** As many of them as there is room for. */
function listed<Item>(items: readonly Item[], show: (item: Item) => string): string {
  const texts: string[] = [];
  let length = 0;
  for (const item of items) {
    if (length > MAX_SHOWN_LENGTH) return [...texts, '…'].join(', ');
    const text = show(item);
    texts.push(text);
    length += text.length;
  }
  return texts.join(', ');
}

function quoted(value: Value): string {
  if (typeof value !== 'string') return String(value);
  const isLong = value.length > MAX_SHOWN_LENGTH;
  return JSON.stringify(isLong ? `${value.slice(0, MAX_SHOWN_LENGTH)}…` : value);
}
