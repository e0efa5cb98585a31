export type Expression =
  /** `cost` is how many things are compared. */
  | { kind: 'character'; cost: number; matches: (character: string) => boolean }
  | { kind: 'lineStart' | 'lineEnd' }
  | { kind: 'sequence'; parts: Expression[] }
  | { kind: 'choice'; branches: Expression[] }
  | { kind: 'repeat'; part: Expression; least: number; most: number };

const MOST_REPEATS = 1000;
const DEEPEST = 100;
const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  ascii: /[\x00-\x7f]/,
  blank: /[\t ]/,
  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[\t\n\v\f\r ]/,
  upper: /[A-Z]/,
  word: /[0-9A-Za-z_]/,
  xdigit: /[0-9A-Fa-f]/,
};
const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Nothing when the source is no POSIX extended regular expression: `\d`, `(?:…)` and the like are Perl's. */
export function parsePosixRegex(source: string): Expression | undefined {
  try {
    return new Parser(Array.from(source)).parse();
  } catch (error) {
    if (error instanceof NotPosix) return undefined;
    throw error;
  }
}

class NotPosix extends Error {}

class Parser {
  private at = 0;
  private depth = 0;

  constructor(private readonly characters: readonly string[]) {}

  parse(): Expression {
    const expression = this.choice();
    if (this.at < this.characters.length) throw new NotPosix();
    return expression;
  }

  private choice(): Expression {
    if ((this.depth += 1) > DEEPEST) throw new NotPosix();
    const branches = [this.sequence()];
    while (this.take('|')) branches.push(this.sequence());
    this.depth -= 1;
    return branches.length === 1 ? (branches[0] as Expression) : { kind: 'choice', branches };
  }

  private sequence(): Expression {
    const parts: Expression[] = [];
    while (this.at < this.characters.length && !this.isNext('|') && !this.isNext(')')) parts.push(this.repeated());
    return { kind: 'sequence', parts };
  }

  private repeated(): Expression {
    let part = this.atom();
    for (let depth = 0; ; depth += 1) {
      const bounds = this.bounds();
      if (bounds === undefined) return part;
      if (depth > DEEPEST) throw new NotPosix();
      part = { kind: 'repeat', part, ...bounds };
    }
  }

  private bounds(): { least: number; most: number } | undefined {
    if (this.take('*')) return { least: 0, most: Infinity };
    if (this.take('+')) return { least: 1, most: Infinity };
    if (this.take('?')) return { least: 0, most: 1 };
    const written = /^\{(\d+)(,(\d*))?\}/.exec(this.characters.slice(this.at, this.at + 12).join(''));
    if (written === null) return undefined;
    const [all, low = '0', comma, high] = written;
    const least = Number(low);
    const most = comma === undefined ? least : high === '' ? Infinity : Number(high);
    if (least > MOST_REPEATS || (most !== Infinity && (most > MOST_REPEATS || most < least))) throw new NotPosix();
    this.at += all.length;
    return { least, most };
  }

  private atom(): Expression {
    const character = this.next();
    if (character === '(') {
      if (this.isNext('?')) throw new NotPosix();
      const inner = this.choice();
      if (!this.take(')')) throw new NotPosix();
      return inner;
    }
    if (character === '[') return this.bracket();
    if (character === '^') return { kind: 'lineStart' };
    if (character === '$') return { kind: 'lineEnd' };
    if (character === '.') return { kind: 'character', cost: 1, matches: (other) => other !== '\n' };
    if ('*+?'.includes(character)) throw new NotPosix();
    const literal = character === '\\' ? this.escape() : character;
    return { kind: 'character', cost: 1, matches: (other) => other === literal };
  }

  private escape(): string {
    const character = this.next();
    const known = ESCAPES[character];
    if (known !== undefined) return known;
    if (character === 'x') return this.codePoint(/^(?:\{([0-9A-Fa-f]{1,8})\}|([0-9A-Fa-f]{2}))/, 16);
    if (/[0-7]/.test(character)) {
      this.at -= 1;
      // One digit alone would refer to a group, unless it is 0.
      return this.codePoint(/^(0[0-7]{0,2}|[1-7][0-7]{1,2})/, 8);
    }
    if (/[0-9A-Za-z]/.test(character)) throw new NotPosix();
    return character;
  }

  private codePoint(written: RegExp, base: number): string {
    const found = written.exec(this.characters.slice(this.at, this.at + 10).join(''));
    const code = parseInt(found?.[1] ?? found?.[2] ?? '', base);
    if (found === null || code > 0x10_ffff) throw new NotPosix();
    this.at += found[0].length;
    return String.fromCodePoint(code);
  }

  private bracket(): Expression {
    const isNegated = this.take('^');
    const tests: ((character: string) => boolean)[] = [];
    do tests.push(this.bracketItem());
    while (!this.take(']'));
    const isInside = (character: string) => tests.some((test) => test(character));
    return {
      kind: 'character',
      cost: tests.length,
      // A negated class never crosses a line.
      matches: isNegated ? (character) => character !== '\n' && !isInside(character) : isInside,
    };
  }

  private bracketItem(): (character: string) => boolean {
    const named = /^\[:(\^?)([a-z]+):\]/.exec(this.characters.slice(this.at, this.at + 14).join(''));
    if (named !== null) {
      const members = CLASSES[named[2] ?? ''];
      if (members === undefined) throw new NotPosix();
      this.at += named[0].length;
      return (character) => members.test(character) !== (named[1] === '^');
    }
    const low = this.bracketCharacter();
    const isRange = this.isNext('-') && this.characters[this.at + 1] !== ']' && this.at + 1 < this.characters.length;
    if (!isRange) return (character) => character === low;
    this.at += 1;
    const high = this.bracketCharacter();
    const [from, to] = [low.codePointAt(0) ?? 0, high.codePointAt(0) ?? 0];
    if (from > to) throw new NotPosix();
    return (character) => {
      const point = character.codePointAt(0) ?? -1;
      return point >= from && point <= to;
    };
  }

  private bracketCharacter(): string {
    const character = this.next();
    return character === '\\' ? this.escape() : character;
  }

  private next(): string {
    const character = this.characters[this.at];
    if (character === undefined) throw new NotPosix();
    this.at += 1;
    return character;
  }

  private isNext(character: string): boolean {
    return this.characters[this.at] === character;
  }

  private take(character: string): boolean {
    if (!this.isNext(character)) return false;
    this.at += 1;
    return true;
  }
}
