import { isPlainRegex } from './lexer';
import type { Condition, Joined, Operand, PermissionTerm, Rule } from './rule';

/** The rule as text, which is read as the same rule again. */
export function printRule({ command, conditions, permissions }: Rule): string {
  return [
    ...(command === undefined ? [] : [command]),
    ...(conditions.length === 0 ? [] : ['with', printJoined(conditions, printCondition)]),
    permissions.length === 0 ? 'allow' : `must have ${printJoined(permissions, printPermission)}`,
  ].join(' ');
}

export function printCondition({ quantifier, left, operator, right }: Condition): string {
  return [...(quantifier === undefined ? [] : [quantifier]), printOperand(left), operator, printOperand(right)].join(
    ' ',
  );
}

export function printPermission({ needs, permissions }: PermissionTerm): string {
  const [only = ''] = permissions;
  return needs === 'all' && permissions.length === 1 ? only : `${needs} in [${permissions.join(', ')}]`;
}

export function printOperand(operand: Operand): string {
  switch (operand.kind) {
    case 'boolean':
      return String(operand.value);
    case 'integer':
    case 'float':
      return operand.text;
    case 'text':
      return quote(operand.value);
    case 'regex':
      return isPlainRegex(operand.source) ? `/${operand.source}/` : quote(`/${operand.source}/`);
    case 'list':
      return `[${operand.items.map(printOperand).join(', ')}]`;
    case 'name':
      return operand.name;
    case 'item':
      return `${operand.name}[${operand.index}]`;
    case 'entry':
      return `${operand.name}[${quote(operand.key)}]`;
  }
}

function printJoined<Term extends object>(terms: readonly Joined<Term>[], print: (term: Term) => string): string {
  return terms.map((term) => (term.join === undefined ? print(term) : `${term.join} ${print(term)}`)).join(' ');
}

/** With quotes that the text does not contain: there is always a pair, because it came out of one. */
function quote(text: string): string {
  const mark = ['"', "'"].find((candidate) => !text.includes(candidate));
  return mark === undefined ? `“${text}”` : `${mark}${text}${mark}`;
}
