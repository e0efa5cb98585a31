import { printCondition, printOperand, printPermission } from './print-rule';
import type { Condition, Joined, Operand, PermissionTerm, Rule } from './rule';
import { elementsOf, equals, isIn, isLess, type Known, type Value } from './value';

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
}

/** Never throws, whatever the rule and the invocation are. */
export function evaluate(rule: Rule, invocation: Invocation, held: ReadonlySet<string>): Evaluation {
  const conditions = rule.conditions.map((condition) => ({
    text: printCondition(condition),
    outcome: isTrue(condition, invocation),
    why: explain(condition, invocation),
  }));
  const permissions = rule.permissions.map((term) => ({ text: printPermission(term), held: isHeld(term, held) }));
  return {
    matches: fold(
      rule.conditions,
      conditions.map(({ outcome }) => outcome),
    ),
    allows: fold(
      rule.permissions,
      permissions.map((permission) => permission.held),
    ),
    conditions,
    permissions,
  };
}

/** From left to right; nothing at all is true. */
function fold(terms: readonly Joined<object>[], outcomes: readonly boolean[]): boolean {
  const [first = true] = outcomes;
  return terms.slice(1).reduce<boolean>((result, { join }, index) => {
    const outcome = outcomes[index + 1] ?? false;
    return join === 'or' ? result || outcome : result && outcome;
  }, first);
}

function isTrue({ quantifier, left, operator, right }: Condition, invocation: Invocation): boolean {
  const [a, b] = [resolve(left, invocation), resolve(right, invocation)];
  const elements = quantifier === undefined ? undefined : elementsOf(a);
  if (elements === undefined) return compare(a, operator, b);
  const test = (element: Known) => compare(element, operator, b);
  return quantifier === 'all' ? elements.every(test) : elements.some(test);
}

function compare(left: Known, operator: Condition['operator'], right: Known): boolean {
  switch (operator) {
    case '==':
      return equals(left, right);
    case '!=':
      // What was not given differs from everything.
      return isAbsent(left) || !equals(left, right);
    case '<':
      return isLess(left, right);
    case '<=':
      return isLess(left, right) || (!isAbsent(left) && equals(left, right));
    case '>':
      return isAbsent(left) || !(isLess(left, right) || equals(left, right));
    case '>=':
      return !isLess(left, right);
    case 'in':
      return isIn(left, right);
  }
}

function isAbsent(value: Known): boolean {
  return (value.kind === 'option' || value.kind === 'argument') && value.value === undefined;
}

function resolve(operand: Operand, { options, args }: Invocation): Known {
  switch (operand.kind) {
    case 'boolean':
    case 'integer':
    case 'float':
    case 'text':
      return { kind: 'plain', value: operand.value };
    case 'regex':
      return operand;
    case 'list': {
      const items = operand.items.map((item) => resolve(item, { options, args }));
      return { kind: 'list', items, isArguments: false };
    }
    case 'name':
      if (operand.name === 'arg')
        return { kind: 'list', items: args.map((value) => ({ kind: 'plain', value })), isArguments: true };
      return operand.name === 'option' ? { kind: 'map', entries: mapOf(options) } : { kind: 'nothing' };
    case 'item':
      return operand.name === 'arg' ? { kind: 'argument', value: args[operand.index] } : { kind: 'nothing' };
    case 'entry':
      return operand.name === 'option'
        ? { kind: 'option', value: mapOf(options).get(operand.key) }
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

/** What the names in a condition stand for just now. */
function explain({ left, right }: Condition, invocation: Invocation): string {
  const named = [left, right].filter(({ kind }) => kind === 'name' || kind === 'item' || kind === 'entry');
  return named.map((operand) => `${printOperand(operand)} ${shown(resolve(operand, invocation))}`).join(', ');
}

function shown(value: Known): string {
  switch (value.kind) {
    case 'nothing':
      return 'stands for nothing';
    case 'option':
    case 'argument':
      return value.value === undefined ? 'was not given' : `is ${JSON.stringify(value.value)}`;
    case 'list':
      return `is [${value.items.map((item) => (item.kind === 'plain' ? JSON.stringify(item.value) : '?')).join(', ')}]`;
    case 'map':
      return `is ${JSON.stringify(Object.fromEntries(value.entries))}`;
    case 'plain':
      return `is ${JSON.stringify(value.value)}`;
    case 'regex':
      return `is /${value.source}/`;
  }
}
