import { type Token, tokenize } from './lexer';
import { RuleSyntaxError } from './rule-syntax-error';

/** Goes through the tokens of a rule, one after the other. */
export class TokenReader {
  private readonly tokens: Token[];
  private position = 0;

  constructor(private readonly text: string) {
    this.tokens = tokenize(text);
  }

  isAtEnd(): boolean {
    return this.current.kind === 'end';
  }

  /** The next word as it stands there, for messages. */
  get shown(): string {
    const next = this.tokens[this.position + 1]?.offset ?? this.text.length;
    return this.text.slice(this.current.offset, next).trim();
  }

  get current(): Token {
    return this.tokens[this.position] ?? (this.tokens.at(-1) as Token);
  }

  isWord(...words: readonly string[]): boolean {
    return this.current.kind === 'word' && words.includes(this.current.value);
  }

  takeWord(word: string): boolean {
    return this.isWord(word) && this.takeAnyWord() !== undefined;
  }

  /** All of the words or none; only the first `count` of them when they are there. */
  takeWords(words: readonly string[], count = words.length): boolean {
    const next = this.tokens.slice(this.position, this.position + words.length);
    if (!words.every((word, index) => next[index]?.kind === 'word' && next[index].value === word)) return false;
    this.position += count;
    return true;
  }

  takeAnyWord(): string | undefined {
    return this.take('word');
  }

  takeBracket(bracket: '[' | ']'): boolean {
    return this.current.kind === 'bracket' && this.current.value === bracket && this.take('bracket') !== undefined;
  }

  take(kind: Token['kind']): string | undefined {
    if (this.current.kind !== kind) return undefined;
    const { value } = this.current;
    this.position += 1;
    return value;
  }

  /** About what comes next. */
  error(message: string): RuleSyntaxError {
    return new RuleSyntaxError(message, this.text, this.current.offset);
  }

  /** About what was just taken. */
  errorBefore(message: string): RuleSyntaxError {
    return new RuleSyntaxError(message, this.text, this.tokens[this.position - 1]?.offset ?? 0);
  }
}
