import { parseOperand } from './parse-operand';
import { printOperand } from './print-rule';
import {
  type Condition,
  type Joined,
  type Operand,
  OPERATORS,
  type Operator,
  type PermissionTerm,
  type Rule,
} from './rule';
import { TokenReader } from './token-reader';

const KEYWORDS = ['with', 'and', 'or', 'allow', 'must', 'have'];
const COMMAND_IS = ['when', 'command', 'is'];

/**
 * Reads a rule: `[bundle:command] [with CONDITIONS] (allow | must have PERMISSIONS)`, where the command may also be
 * written as `when command is bundle:command`, and `when` instead of `with` behind it.
 * @throws RuleSyntaxError
 */
export function parseRule(text: string, options: { needsCommand?: boolean } = {}): Rule {
  const reader = new TokenReader(text);
  if (reader.isAtEnd()) throw reader.error('empty rule');
  const command = readCommand(reader);
  if (command === undefined && options.needsCommand === true) {
    throw reader.error(`expected command; got '${reader.shown}'`);
  }
  const hasConditions = reader.takeWord('with') || reader.takeWord('when');
  const conditions = hasConditions ? readConditions(reader) : [];
  const permissions = readEnding(reader, conditions.length > 0);
  return { ...(command === undefined ? {} : { command }), conditions, permissions };
}

function readCommand(reader: TokenReader): string | undefined {
  const isNamed = reader.takeWords(COMMAND_IS);
  if (!isNamed && reader.isWord(...KEYWORDS, 'when')) return undefined;
  const word = reader.takeAnyWord();
  if (word === undefined) throw reader.error(`expected command; got '${reader.shown}'`);
  if (!/^[^:]+:[^:]+$/.test(word)) throw reader.errorBefore("commands must be in the format 'bundle:command'");
  return word;
}

function readConditions(reader: TokenReader): Joined<Condition>[] {
  if (reader.isAtEnd() || reader.isWord('allow', 'must')) throw reader.error("'with' missing conditions");
  return readJoined(reader, readCondition);
}

function readCondition(reader: TokenReader): Condition {
  const quantifier = reader.isWord('any', 'all') ? (reader.takeAnyWord() as 'any' | 'all') : undefined;
  const left = readLeft(reader);
  const operator = readOperator(reader);
  const right = readOperand(reader);
  return { ...(quantifier === undefined ? {} : { quantifier }), left, operator, right };
}

/** There is no `not in`: what stands in front of it is a name of nothing, as it is in Gort. */
function readLeft(reader: TokenReader): Operand {
  const left = readOperand(reader);
  return reader.takeWords(['not', 'in'], 1) ? { kind: 'name', name: `${printOperand(left)} not` } : left;
}

function readOperand(reader: TokenReader): Operand {
  if (reader.isWord(...KEYWORDS)) throw reader.error(`unexpected keyword '${reader.shown}'`);
  return parseOperand(reader);
}

function readOperator(reader: TokenReader): Operator {
  if (reader.takeWord('in')) return 'in';
  const text = reader.take('operator');
  const operator = OPERATORS.find((known) => known === text);
  if (operator !== undefined) return operator;
  if (text !== undefined) throw reader.errorBefore(`can't parse condition: unsupported operator: ${text}`);
  throw reader.error(`can't parse condition: expression doesn't conform to form A OP B; got '${reader.shown}'`);
}

function readEnding(reader: TokenReader, hasConditions: boolean): Joined<PermissionTerm>[] {
  if (reader.takeWord('allow')) {
    if (!reader.isAtEnd()) throw reader.error(`unexpected text after allow: '${reader.shown}'`);
    return [];
  }
  if (!reader.takeWord('must')) {
    const missing = hasConditions ? 'missing permissions clause' : 'missing conditions and permissions clauses';
    throw reader.error(reader.isAtEnd() ? missing : `${missing}; got '${reader.shown}'`);
  }
  if (reader.isAtEnd()) throw reader.error('incomplete permissions clause');
  if (!reader.takeWord('have')) throw reader.error(`expected have; got ${reader.shown}`);
  if (reader.isAtEnd()) throw reader.error("'must have' missing permissions");
  const permissions = readJoined(reader, readPermissionTerm);
  if (!reader.isAtEnd()) throw reader.error(`expected 'and', 'or' or the end; got '${reader.shown}'`);
  return permissions;
}

function readPermissionTerm(reader: TokenReader): PermissionTerm {
  if (!reader.isWord('any', 'all')) return { needs: 'all', permissions: [readPermission(reader)] };
  const needs = reader.takeAnyWord() as 'any' | 'all';
  if (!reader.takeWord('in')) throw reader.error(`expected in; got '${reader.shown}'`);
  if (!reader.takeBracket('[')) throw reader.error(`expected a list of permissions; got '${reader.shown}'`);
  const permissions: string[] = [];
  do permissions.push(readPermission(reader));
  while (reader.take('comma') !== undefined);
  if (!reader.takeBracket(']')) throw reader.error(`expected ',' or ']'; got '${reader.shown}'`);
  return { needs, permissions };
}

function readPermission(reader: TokenReader): string {
  if (reader.isAtEnd()) throw reader.error('incomplete permissions clause');
  const word = reader.isWord(...KEYWORDS) ? undefined : reader.takeAnyWord();
  if (word === undefined) throw reader.error(`expected permission; got '${reader.shown}'`);
  if (/^[^:]+:[^:]+$/.test(word)) return word;
  throw reader.errorBefore(`expected permission in the format 'bundle:permission'; got '${word}'`);
}

function readJoined<Term extends object>(reader: TokenReader, readTerm: (reader: TokenReader) => Term): Joined<Term>[] {
  const terms: Joined<Term>[] = [readTerm(reader)];
  while (reader.isWord('and', 'or')) {
    const join = reader.takeAnyWord() as 'and' | 'or';
    terms.push({ ...readTerm(reader), join });
  }
  return terms;
}
