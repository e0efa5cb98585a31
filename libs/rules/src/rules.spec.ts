import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { authorize } from './authorize';
import { WorkBudget } from './work-budget';
import { evaluate, type Invocation } from './evaluate';
import { Fraction } from './fraction';
import { type ParsedInvocation, parseInvocation } from './parse-invocation';
import { parseRule } from './parse-rule';
import { printRule } from './print-rule';
import { permissionsIn } from './rule';
import { undefinedNamesIn, invalidRegexesIn } from './invalid-operands';

const INVOCATION: Invocation = { options: { foo: 'bar', k: true, n: 10 }, args: ['foo', 'bar'] };

const matches = (rule: string, invocation: Invocation = INVOCATION) =>
  evaluate(parseRule(rule), invocation, { held: new Set(), effort: new WorkBudget() }).matches;
const verdict = (rules: readonly string[], invocation: Partial<ParsedInvocation>, held: readonly string[] = []) =>
  authorize({
    rules: rules.map((text) => ({ text, rule: parseRule(text) })),
    invocation: { options: {}, args: [], ...invocation },
    otherReadings: invocation.otherReadings ?? [],
    permissions: new Set(held),
  });

describe('the conditions of a rule', () => {
  it.each([
    ['', true],
    ['with false == false', true],
    ['with true == false', false],
    ['with true == true or true == false', true],
    ['with true == true and true == false', false],
    [`with option['delete'] == false`, true],
    [`with option['delete'] == true`, false],
    [`with option['k'] == true`, true],
    [`with option['foo'] == "bar"`, true],
    [`with option['foo'] == "bat"`, false],
    ['with arg[0] == "foo"', true],
    [`with option['foo'] == "bar" and arg[0] == "foo"`, true],
    ['with any arg == /^f.*$/', true],
    ['with all arg == /^f.*$/', false],
    ['with all arg in ["foo", "bar"]', true],
    ['with any arg == /^blah.*/', false],
    [`with arg[0] in ['foo', false, 100]`, true],
    ['with option["foo"] in ["foo", "bar"]', true],
    ['with any option == /^prod.*/', false],
    [`with any arg in ['wubba']`, false],
    [`with any arg in ['wubba', /^f.*/, 10]`, true],
    [`with all arg in [10, 'baz', 'wubba']`, false],
    ['with all option < 10', false],
    [`with all option in ['staging', 'list']`, false],
  ])('%s: %s', (condition, expected) => {
    expect(matches(`foo:bar ${condition} allow`)).toBe(expected);
  });

  it.each([
    ['with arg[0] > 4 allow', ['prod'], true],
    [`with arg[0] not in ['x'] allow`, ['a'], false],
    [`with any arg not in ['x'] allow`, ['x'], false],
    [`with 'x' == arg[0] allow`, ['x'], false],
    ['with /^x/ == arg[0] allow', ['xy'], true],
    ['with /^x/ == arg[7] allow', ['xy'], false],
    ['with arg[9] == "a" allow', [], false],
    ['with arg[9] != "a" allow', [], true],
    ['with arg[9] < 1 allow', [], false],
    ['with arg[9] <= 1 allow', [], false],
    ['with arg[9] > 1 allow', [], true],
    ['with arg[9] >= 1 allow', [], true],
    ['with arg[9] in [1] allow', [], false],
    ['with arg[-1] == "a" allow', ['a'], false],
    ['with "x" in arg allow', ['y', 'x'], true],
    ['with all arg == 1 allow', [], true],
    ['with any arg == 1 allow', [], false],
    ['with "5" == 5 allow', [], false],
    ['with 5 == 5.0 allow', [], true],
    ['with true == 1 allow', [], true],
    ['with "T" == true allow', [], true],
    ['with "yes" == true allow', [], false],
    ['with 2.5 < 3 allow', [], true],
    ['with 2 < 2.5 allow', [], true],
    ['with arg[0] == /\\d/ allow', ['5'], false],
    ['with arg[0] == /[[:digit:]]+$/ allow', ['a5'], true],
    ['with arg[0] == /^b$/ allow', ['a\nb\nc'], true],
    ['with arg[0] == /a.b/ allow', ['a\nb'], false],
    ['with arg[0] == /^\\x41\\102\\x{43}$/ allow', ['ABC'], true],
    ['with arg[0] == /^(a{2}){3}$/ allow', ['aaaaaa'], true],
    ['with arg[0] == /^a{2}{3}$/ allow', ['aaaaa'], false],
    ['with arg[0] == /a\\1/ allow', ['aa'], false],
    ['with stranger == stranger allow', [], false],
    ['with arg[0] in [12345678901234567890, 3] allow', [12345678901234567891n], false],
    ['with arg[0] == 12345678901234567890 allow', [12345678901234567890n], true],
    ['with arg[0] < 12345678901234567890 allow', [12345678901234567889n], true],
    ['with option["z"] <= false allow', [], true],
    ['with option["z"] == false allow', [], true],
    ['with option["z"] != false allow', [], false],
    ['with option["z"] > false allow', [], false],
    ['with option["z"] >= false allow', [], true],
    ['with option["z"] != true allow', [], true],
    ['with option["z"] > "x" allow', [], true],
    ['with 0.0 == false allow', [], false],
    ['with 1.0 == true allow', [], false],
    ['with 0 == false allow', [], true],
    ['with arg[0] == true allow', [new Fraction(1)], false],
    ['with arg[0] == 1 allow', [new Fraction(1)], true],
    ['with arg[0] in [true, 1] allow', [new Fraction(1)], true],
    ['with arg == /a/ allow', ['a'], false],
    ['with any arg == /a/ allow', ['a'], true],
    ['with arg[0] in option allow', ['force'], false],
    ['with arg[0] == /^1e-05$/ allow', [0.00001], true],
  ])('%s for %p: %s', (rule, args, expected) => {
    expect(matches(rule, { options: {}, args })).toBe(expected);
  });

  it('asks whether an option was given, whatever its value', () => {
    const given = { options: { force: 'false' }, args: [] };
    expect(matches('with option["force"] == true allow', given)).toBe(true);
    expect(matches('with option["other"] != "x" allow', given)).toBe(true);
    expect(matches('with option["other"] == "x" allow', given)).toBe(false);
    expect(matches('with "force" in option allow', given)).toBe(true);
  });

  it.each([
    ['with option[delete] == true allow', { options: { delete: true }, args: [] }],
    [`with arg=='prod' allow`, { options: {}, args: ['prod'] }],
    [`with arg == 'to prod' allow`, { options: {}, args: ['to', 'prod'] }],
    [`with arg[0]=='rock and roll' allow`, { options: {}, args: ['rock and roll'] }],
    [`foo:bar when option["dry-run"] == true allow`, { options: { 'dry-run': true }, args: [] }],
    [`when command is foo:bar with arg[0] == 'x' allow`, { options: {}, args: ['x'] }],
  ])("understands what Gort's guide promises: %s", (rule, invocation) => {
    expect(matches(rule, invocation)).toBe(true);
    expect(matches(rule, { options: {}, args: ['else'] })).toBe(false);
  });
});

describe('what a rule demands', () => {
  it.each([
    ['must have b:x and b:y or b:z', ['b:z'], true],
    ['must have b:z or b:x and b:y', ['b:z'], false],
    ['must have all in [b:x, b:y]', ['b:x', 'b:y'], true],
    ['must have all in [b:x, b:y]', ['b:x'], false],
    ['must have any in [b:x, b:y]', ['b:y'], true],
    ['must have any in [b:x, b:y]', [], false],
    ['allow', [], true],
  ])('%s of somebody with %j: %s', (rule, held, expected) => {
    expect(verdict([rule], {}, held).allowed).toBe(expected);
  });

  const TWO_RULES = ['with option["foo"] == false allow', 'with option["foo"] == true must have test:foo'];
  it.each([
    [{}, [], true],
    [{}, ['test:foo'], true],
    [{ foo: true }, [], false],
    [{ foo: true }, ['test:foo'], true],
  ])('two rules, options %j, permissions %j: %s', (options, held, expected) => {
    expect(verdict(TWO_RULES, { options }, held).allowed).toBe(expected);
  });

  it.each([
    ['with arg[0] < 2 allow', [1.5]],
    ['with arg[0] < 2 allow', [2.5]],
    ['with any arg > 2 must have b:x', ['a', 1.5]],
    ['with /x/ == arg[3] must have b:x', ['a']],
    ['with arg[0] == 9223372036854775808 must have b:x', ['a']],
  ])('denies where Gort decides otherwise: %s for %j', (rule, args) => {
    expect(verdict([rule, 'allow'], { args }).allowed).toBe(false);
  });

  it('denies what is denied in one of the readings of a command line', () => {
    const called = (line: string) => parseInvocation(line) ?? { options: {}, args: [] };
    const rules = ['with option["dry-run"] == true allow', 'with option["dry-run"] == false must have b:x'];
    expect(verdict(rules, called('b:c --dry-run')).allowed).toBe(true);
    expect(verdict(rules, called('b:c --dry-run=false')).allowed).toBe(false);
    expect(verdict(rules, called('b:c --dry-run=false'), ['b:x']).allowed).toBe(true);
    expect(verdict(['with option["set"] == "now" must have b:x', 'allow'], called('b:c --set=now')).allowed).toBe(
      false,
    );
  });

  it('lets nobody run a command without rules, and nobody whom no rule knows', () => {
    expect(verdict([], {})).toMatchObject({ allowed: false, error: 'command has no rules' });
    expect(verdict(['with arg[0] == "x" allow'], {})).toMatchObject({
      allowed: false,
      reason: 'No rule matches, and what no rule allows is denied.',
    });
  });

  it('says why, rule by rule', () => {
    expect(verdict(['allow', 'with arg[0] == "prod" must have b:deploy'], { args: ['prod'] })).toEqual({
      allowed: false,
      reason: `The rule 'with arg[0] == "prod" must have b:deploy' denies it: the user lacks b:deploy.`,
      rules: [
        { rule: 'allow', matched: true, allowed: true, reason: 'it allows everybody', conditions: [], permissions: [] },
        {
          rule: 'with arg[0] == "prod" must have b:deploy',
          matched: true,
          allowed: false,
          reason: 'the user lacks b:deploy',
          conditions: [{ text: 'arg[0] == "prod"', outcome: true, why: 'arg[0] is "prod"' }],
          permissions: [{ text: 'b:deploy', held: false }],
        },
      ],
    });
  });
});

describe('reading rules', () => {
  it.each([
    ['', 'empty rule'],
    ['foo:bar', 'missing conditions and permissions clauses'],
    ['foobar allow', "commands must be in the format 'bundle:command'"],
    ['foo:bar allow foo', 'unexpected text after allow'],
    ['foo:bar with allow', "'with' missing conditions"],
    ['foo:bar with true == true', 'missing permissions clause'],
    ['foo:bar with with', "unexpected keyword 'with'"],
    ['foo:bar with true == true allow more', 'unexpected text after allow'],
    ['foo:bar must', 'incomplete permissions clause'],
    ['foo:bar must allow', 'expected have; got allow'],
    ['foo:bar must have', "'must have' missing permissions"],
    ['foo:bar must have and', "expected permission; got 'and'"],
    ['foo:bar must have allow', "expected permission; got 'allow'"],
    ['with true == true allow', "expected command; got 'with'"],
    ['must have foo:bar', "expected command; got 'must'"],
    ['allow', "expected command; got 'allow'"],
    ['foo:bar with arg[0] allow', "expression doesn't conform to form A OP B"],
    ['foo:bar with arg[0] => 4 allow', 'unsupported operator: =>'],
    ['foo:bar with arg[] == 4 allow', 'invalid collection parameter'],
    ['foo:bar with arg[0] not == 4 allow', "expression doesn't conform to form A OP B"],
    ['when command == 4 allow', "expected command; got 'when'"],
  ])('refuses %j with its command in front: %s', (text, message) => {
    expect(() => parseRule(text, { needsCommand: true })).toThrow(message);
  });

  it('points at the word that does not fit', () => {
    expect(() => parseRule('with arg[0] == "x"\n  must hve b:x')).toThrow(
      expect.objectContaining({
        line: 2,
        column: 8,
        offset: 26,
        message: 'expected have; got hve (line 2, column 8)',
      }) as Error,
    );
  });

  it('takes the command in both forms, and names all permissions', () => {
    const rule = parseRule('when command is b:c must have b:x and any in [b:y, b:x]');
    expect(rule.command).toBe('b:c');
    expect(permissionsIn(rule)).toEqual(['b:x', 'b:y']);
    expect(printRule(rule)).toBe('b:c must have b:x and any in [b:y, b:x]');
  });
});

it('knows which regular expressions are none', () => {
  const fine = ['\\x41[\\x42]\\x{263a}\\101', 'a**', 'a+?', 'a{2}{3}', '(abcdefghij){600}', '(foo){1,900}(bar){1,900}'];
  expect(invalidRegexesIn(parseRule(`with arg[0] in [/${fine.join('/, /')}/] allow`))).toEqual([]);
  const rule = 'with arg[0] == /\\d/ or arg[1] in [/a+/, /(?:a)/, /(((){1000}){1000}){1000}/] allow';
  expect(invalidRegexesIn(parseRule(rule))).toEqual(['\\d', '(?:a)', '(((){1000}){1000}){1000}']);
});

it('knows what stands for nothing in conditions', () => {
  const rule = 'with arg[0] not in [x, "y"] or option["a"] == prod and arg[k] == option[0] or env[1] > any allow';
  expect(undefinedNamesIn(parseRule(rule))).toEqual([
    'arg[0] not',
    'x',
    'prod',
    'arg["k"]',
    'option[0]',
    'env[1]',
    'any',
  ]);
  expect(
    undefinedNamesIn(parseRule('with any arg in ["x", /y/] or all option < 3 or arg[0] == option["b"] allow')),
  ).toEqual([]);
});

it('reads every example of docs/rules.md', () => {
  const page = readFileSync(join(__dirname, '../../../docs/rules.md'), 'utf8');
  const [, examples = ''] = /```rules\n([^`]*)```/.exec(page) ?? [];
  const rules = examples.trim().split('\n');
  expect(rules.length).toBeGreaterThan(10);
  for (const text of rules) expect(printRule(parseRule(text))).toBeDefined();
});

describe('reading command lines', () => {
  it.each([
    ['date:date', { bundle: 'date', command: 'date', options: {}, args: [] }],
    ['gort:user --help', { bundle: 'gort', command: 'user', options: { help: true }, args: [] }],
    [
      'x -ab --c=d e -f 3 1.5 true',
      {
        command: 'x',
        options: { a: true, b: true, 'c=d': true },
        args: ['e', '-f', 3, 1.5, true],
        otherReadings: [
          { options: { a: true, b: true, 'c=d': true, c: 'd' }, args: ['e', '-f', 3, 1.5, true] },
          { options: { a: true, b: true, 'c=d': true, c: true }, args: ['e', '-f', 3, 1.5, true] },
        ],
      },
    ],
    [
      'x --env=dev --env=prod',
      {
        command: 'x',
        options: { 'env=dev': true, 'env=prod': true },
        args: [],
        otherReadings: expect.any(Array),
        problem: "The option 'env' has two values",
      },
    ],
    ['x 9223372036854775807 -7', { command: 'x', options: {}, args: [9223372036854775807n, -7] }],
    [
      'x 9223372036854775808',
      { command: 'x', options: {}, args: [''], problem: 'The number 9223372036854775808 is too large' },
    ],
    ['x 1.0', { command: 'x', options: {}, args: [new Fraction(1)] }],
    ['x "a\\"b" c', { command: 'x', options: {}, args: ['a\\"b', 'c'] }],
    ['x "a b', { command: 'x', options: {}, args: ['"a b'], problem: 'The quote " in column 3 is never closed' }],
    [
      'x a\\',
      { command: 'x', options: {}, args: ['a\\'], problem: 'The command line ends with a backslash, in column 4' },
    ],
    ['x y"z"w', { command: 'x', options: {}, args: ['y"z"', 'w'] }],
    ['x ---y -z', { command: 'x', options: {}, args: ['---y', '-z'] }],
    ['x - -z -', { command: 'x', options: { z: true }, args: [] }],
    ['b:c:d', { bundle: 'c', command: 'd', options: {}, args: [], problem: "'b:c:d' has more than one colon" }],
    ['"b:c"', { bundle: '"b', command: 'c"', options: {}, args: [] }],
    ['x “smart” “a b”', { command: 'x', options: {}, args: ['smart', '“a', 'b”'] }],
    ['x --"a b" c', { command: 'x', options: { '"a b"': true }, args: ['c'] }],
    [`x -- --y "3" 'a b'`, { command: 'x', options: {}, args: ['--y', '3', 'a b'] }],
  ])('%s', (line, expected) => {
    expect(parseInvocation(line)).toEqual(expected);
  });

  it('finds nothing in an empty line', () => {
    expect(parseInvocation('  ')).toBeUndefined();
  });
});
