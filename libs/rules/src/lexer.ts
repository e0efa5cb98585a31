import { RuleSyntaxError } from './rule-syntax-error';

export interface Token {
  kind: 'word' | 'text' | 'regex' | 'operator' | 'bracket' | 'comma' | 'end';
  /** Of a text or regex, what stands between its marks. */
  value: string;
  offset: number;
  /** Whether nothing stands between it and the token before: `arg[0]` is one thing, `arg [0]` two. */
  isAttached: boolean;
}

const CLOSING: Readonly<Record<string, string>> = { '"': '"', "'": "'", '“': '“”', '”': '“”' };
const WORD = /[^\s"'“”[\],=!<>]+/y;
const OPERATOR = /[=!<>]+/y;
// A slash ends a regex when nothing but the end of a value can follow.
const REGEX = /\/((?:[^/\\]|\\.|\/(?![\s,\]"'“”=!<>]|$))*)\/(?=[\s,\]"'“”=!<>]|$)/y;

/**
 * Splits a rule into words and values. Quotes keep what is in them together, whatever it is.
 * @throws RuleSyntaxError
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  let isAttached = false;
  while (offset < text.length) {
    const character = text[offset] ?? '';
    if (/\s/.test(character)) {
      offset += 1;
      isAttached = false;
      continue;
    }
    const { length, ...token } = tokenAt(text, offset, character);
    tokens.push({ ...token, offset, isAttached });
    offset += length;
    isAttached = true;
  }
  tokens.push({ kind: 'end', value: '', offset: text.length, isAttached: false });
  return tokens;
}

/** Whether a regex can be written between slashes alone. */
export function isPlainRegex(source: string): boolean {
  return matchAt(REGEX, `/${source}/`, 0) === `/${source}/`;
}

function tokenAt(text: string, offset: number, character: string): Pick<Token, 'kind' | 'value'> & { length: number } {
  if (character === ',') return { kind: 'comma', value: ',', length: 1 };
  if (character === '[' || character === ']') return { kind: 'bracket', value: character, length: 1 };
  if (character in CLOSING) return quoted(text, offset, CLOSING[character] ?? '');
  if (character === '/') {
    const regex = matchAt(REGEX, text, offset);
    if (regex === undefined) throw new RuleSyntaxError('The regular expression is never closed', text, offset);
    return { kind: 'regex', value: regex.slice(1, -1), length: regex.length };
  }
  const operator = matchAt(OPERATOR, text, offset);
  if (operator !== undefined) return { kind: 'operator', value: operator, length: operator.length };
  const word = matchAt(WORD, text, offset) ?? character;
  return { kind: 'word', value: word, length: word.length };
}

/** `'/…/'` is a regex as well. */
function quoted(text: string, offset: number, closing: string): Pick<Token, 'kind' | 'value'> & { length: number } {
  let end = offset + 1;
  while (end < text.length && !closing.includes(text[end] ?? '')) end += 1;
  if (end >= text.length) throw new RuleSyntaxError(`The quote ${text[offset] ?? ''} is never closed`, text, offset);
  const value = text.slice(offset + 1, end);
  const isRegex = value.length >= 2 && value.startsWith('/') && value.endsWith('/');
  return { kind: isRegex ? 'regex' : 'text', value: isRegex ? value.slice(1, -1) : value, length: end + 1 - offset };
}

function matchAt(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}
