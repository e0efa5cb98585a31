import { parseOperand } from './parse-operand';
import { type Condition, type Joined, OPERATORS, type Operator, type PermissionTerm, type Rule } from './rule';
import { TokenReader } from './token-reader';

const KEYWORDS = ['with', 'and', 'or', 'allow', 'must', 'have'];

/**
 * Reads a rule: `[bundle:command] [with CONDITIONS] (allow | must have PERMISSIONS)`, where the command may also be
 * written as `when command is bundle:command`.
 * @throws RuleSyntaxError
 */
export function parseRule(text: string, options: { needsCommand?: boolean } = {}): Rule {
  const reader = new TokenReader(text);
  if (reader.isAtEnd()) throw reader.error('empty rule');
  const command = readCommand(reader);
  if (command === undefined && options.needsCommand === true) {
    throw reader.error(`expected command; got '${reader.shown}'`);
  }
  const conditions = reader.takeWord('with') ? readConditions(reader) : [];
  const permissions = readEnding(reader, conditions.length > 0);
  return { ...(command === undefined ? {} : { command }), conditions, permissions };
}

function readCommand(reader: TokenReader): string | undefined {
  if (reader.takeWord('when')) {
    for (const word of ['command', 'is']) {
      if (!reader.takeWord(word)) throw reader.error(`expected ${word}; got '${reader.shown}'`);
    }
  } else if (reader.isWord(...KEYWORDS)) return undefined;
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
  const left = readOperand(reader);
  const operator = readOperator(reader);
  const right = readOperand(reader);
  return { ...(quantifier === undefined ? {} : { quantifier }), left, operator, right };
}

function readOperand(reader: TokenReader) {
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
