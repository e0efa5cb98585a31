import fc from 'fast-check';
import { scaledRuns, processorTimeMs } from '@packyard/testing';
import { authorize } from './authorize';
import { WorkBudget } from './work-budget';
import { parseInvocation } from './parse-invocation';
import { parseRule } from './parse-rule';
import { PosixRegex } from './posix-regex';
import { printRule } from './print-rule';
import type { Rule } from './rule';
import { RuleSyntaxError } from './rule-syntax-error';

const scalar = fc.oneof(fc.boolean(), fc.integer(), fc.double({ noNaN: true }), fc.string());
const invocation = fc.record({ options: fc.dictionary(fc.string(), scalar), args: fc.array(scalar) });

const word = fc.stringMatching(/^[a-z][a-z0-9_-]{0,6}$/);
const quoted = fc.oneof(
  fc.string().map((text) => `"${text.replaceAll('"', '')}"`),
  fc.string().map((text) => `'${text.replaceAll("'", '')}'`),
  fc.string().map((text) => `“${text.replace(/[“”]/g, '')}”`),
);
const regex = fc.constantFrom(
  '/^a.*$/',
  '/[[:alpha:]]+/',
  '/(a|b)*c/',
  "'/x y/'",
  '/\\d/',
  '/a{2,3}/',
  '/(((a*)*)*)*b/',
);
const plain = fc.oneof(fc.constantFrom('true', 'False', '-3', '0.5', '.25', '12'), quoted, regex, word);
const reference = fc.oneof(
  fc.constantFrom('arg', 'option'),
  fc.integer({ min: -2, max: 5 }).map((index) => `arg[${index}]`),
  fc.tuple(word, quoted).map(([, key]) => `option[${key === '""' || key === "''" || key === '“”' ? '"k"' : key}]`),
  word.map((key) => `option[${key}]`),
);
const operand = fc.oneof(
  plain,
  reference,
  fc.array(plain, { maxLength: 4 }).map((items) => `[${items.join(', ')}]`),
);
const condition = fc
  .tuple(
    fc.constantFrom('', 'any ', 'all '),
    operand,
    fc.constantFrom(' == ', '==', ' != ', ' < ', '<=', ' > ', ' >= ', ' in '),
    operand,
  )
  .map((parts) => parts.join(''));
const permission = fc.tuple(word, word).map(([bundle, name]) => `${bundle}:${name}`);
const term = fc.oneof(
  permission,
  fc
    .tuple(fc.constantFrom('any', 'all'), fc.array(permission, { minLength: 1, maxLength: 3 }))
    .map(([needs, names]) => `${needs} in [${names.join(', ')}]`),
);
const joined = (part: fc.Arbitrary<string>) =>
  fc
    .tuple(part, fc.array(fc.tuple(fc.constantFrom(' and ', ' or '), part), { maxLength: 3 }))
    .map(([first, rest]) => first + rest.flat().join(''));
const rule = fc
  .tuple(
    fc.option(permission),
    fc.option(joined(condition)),
    fc.oneof(
      fc.constant('allow'),
      joined(term).map((terms) => `must have ${terms}`),
    ),
  )
  .map(([command, conditions, ending]) =>
    [command, conditions === null ? null : `with ${conditions}`, ending].filter((part) => part !== null).join(' '),
  );

/** Half a rule, a rule with a piece of another in it: what people type while they are at it. */
const mutated = fc
  .tuple(rule, rule, fc.nat(), fc.nat(), fc.string({ maxLength: 3 }))
  .map(([a, b, at, to, piece]) => a.slice(0, at % (a.length + 1)) + piece + b.slice(to % (b.length + 1)));

function tryToParse(text: string): Rule | undefined {
  try {
    return parseRule(text);
  } catch (error) {
    if (!(error instanceof RuleSyntaxError)) throw error;
    expect(error.offset).toBeGreaterThanOrEqual(0);
    expect(error.offset).toBeLessThanOrEqual(text.length);
    expect(error.line).toBeGreaterThan(0);
    expect(error.column).toBeGreaterThan(0);
    return undefined;
  }
}

function expectSameAgain(parsed: Rule): void {
  expect(parseRule(printRule(parsed))).toEqual(parsed);
}

it('reads what it prints as the same rule', () => {
  let read = 0;
  fc.assert(
    fc.property(rule, (text) => {
      const parsed = tryToParse(text);
      if (parsed === undefined) return;
      read += 1;
      expectSameAgain(parsed);
    }),
    { numRuns: scaledRuns(3000) },
  );
  // Most of what is made up are rules.
  expect(read).toBeGreaterThan(scaledRuns(1500));
});

it('takes any text for a rule or tells where it is none, and nothing else', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), mutated), (text) => {
      const parsed = tryToParse(text);
      if (parsed !== undefined) expectSameAgain(parsed);
    }),
    { numRuns: scaledRuns(20_000) },
  );
});

it('never throws while it evaluates', () => {
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 4 }), invocation, fc.array(permission), (texts, called, held) => {
      const rules = texts.flatMap((text) => {
        const parsed = tryToParse(text);
        return parsed === undefined ? [] : [{ text, rule: parsed }];
      });
      const verdict = authorize({ rules, invocation: called, permissions: new Set(held) });
      expect(verdict.rules).toHaveLength(rules.length);
      if (verdict.allowed) expect(verdict.rules.some(({ matched }) => matched)).toBe(true);
    }),
    { numRuns: scaledRuns(3000) },
  );
});

it('reads any line as a command or finds nothing in it', () => {
  fc.assert(
    fc.property(fc.string(), (line) => {
      expect(parseInvocation(line) === undefined).toBe(line.trim() === '');
    }),
  );
});

it('finds what JavaScript finds, for expressions that both know', () => {
  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '(a|bc)', '(b)');
  const piece = fc
    .tuple(atom, fc.constantFrom('', '*', '+', '?', '{2}', '{1,2}', '{0,}'))
    .map((parts) => parts.join(''));
  const expression = fc
    .tuple(fc.constantFrom('', '^'), fc.array(piece, { minLength: 1, maxLength: 5 }), fc.constantFrom('', '$'))
    .map(([start, pieces, end]) => start + pieces.join('') + end);
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\n'), maxLength: 8 });
  fc.assert(
    fc.property(expression, text, (source, subject) => {
      // JavaScript's negated classes cross lines, POSIX ones here do not.
      const same = source.replaceAll('[^a]', '[^a\\n]');
      expect(isIn(source, subject)).toBe(new RegExp(same, 'm').test(subject));
    }),
    { numRuns: scaledRuns(5000) },
  );
});

describe('what is meant to keep it busy', () => {
  let startedAt: number;
  beforeEach(() => (startedAt = processorTimeMs()));
  afterEach(() => expect(processorTimeMs() - startedAt).toBeLessThan(10_000));

  const denied = (rules: readonly string[], args: readonly string[]) =>
    expect(
      authorize({
        rules: [...rules, 'allow'].map((text) => ({ text, rule: parseRule(text) })),
        invocation: { options: {}, args },
        permissions: new Set(),
      }),
    ).toMatchObject({
      allowed: false,
      reason: expect.stringMatching(/denies it: it takes too much work to evaluate\.$/),
    });

  it('is an expression that drives others mad', () => {
    expect(isIn('(((a*)*)*)*b', 'a'.repeat(5000))).toBe(false);
    expect(isIn('((a{1,1000}){1,1000}){1,1000}', 'a')).toBe(false);
  });

  it('is an expression of nothing, a million million times', () => {
    // As in Gort, what repeats more than a thousand times within each other is no expression, and found nowhere.
    expect(isIn('((((){1000}){1000}){1000}){1000}', 'x')).toBe(false);
    denied(Array<string>(100).fill('with arg[0] == /((){1000}|(){999}|x{998}){1}/ allow'), ['y'.repeat(9000)]);
  });

  it('is a large expression, many times, or a long text', () => {
    denied(Array<string>(100).fill('with arg[0] == /.{1000}.{1000}.{1000}.{1000}b/ allow'), ['a'.repeat(10_000)]);
    denied([`with ${Array<string>(500).fill('any arg == /.{900}b/').join(' or ')} allow`], ['a'.repeat(10_000)]);
  });

  it('is a class of very many characters', () => {
    denied([`with arg[0] == /[${'ab'.repeat(100_000)}]z/ allow`], ['c'.repeat(9900)]);
  });

  it('is many conditions about many arguments', () => {
    const conditions = Array<string>(40_000).fill('arg == "x"').join(' and ');
    denied([`with ${conditions} allow`], Array<string>(5000).fill('x'));
    denied([`with any arg in [${Array<string>(5000).fill('"y"').join(', ')}] allow`], Array<string>(5000).fill('x'));
  });
});

function isIn(source: string, text: string): boolean {
  const effort = new WorkBudget();
  return PosixRegex.compile(source, effort)?.isIn(text, effort) ?? false;
}
