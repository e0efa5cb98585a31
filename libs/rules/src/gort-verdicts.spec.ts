import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { scaledRuns } from '@packyard/testing';
import { authorize } from './authorize';
import { parseInvocation } from './parse-invocation';
import { parseRule } from './parse-rule';

interface Asked {
  rules: readonly string[];
  line: string;
  held: readonly string[];
}

function isAllowed({ rules, line, held }: Asked): boolean {
  const parsed = parseInvocation(line);
  if (parsed === undefined || parsed.problem !== undefined) return false;
  return authorize({
    rules: rules.map((text) => ({ text, rule: parseRule(text) })),
    invocation: parsed,
    otherReadings: parsed.otherReadings ?? [],
    permissions: new Set(held),
  }).allowed;
}

/** Made up at random, and answered by the code of Gort's controller: rules, command line, permissions, verdict. */
const VERDICTS = readFileSync(join(__dirname, 'gort-verdicts.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as [rules: string[], line: string, held: string[], verdict: string]);

describe('beside what a real Gort decided', () => {
  const asked = VERDICTS.map(([rules, line, held, verdict]) => ({ rules, line, held, verdict }));

  it('nothing is allowed that it did not allow', () => {
    expect(asked.filter((one) => one.verdict !== 'allow' && isAllowed(one))).toEqual([]);
  });

  it('nearly all is allowed that it allowed', () => {
    const allowed = asked.filter(({ verdict }) => verdict === 'allow');
    const denied = allowed.filter((one) => !isAllowed(one));
    expect(allowed.length).toBeGreaterThan(100);
    expect(denied.length / allowed.length).toBeLessThan(0.15);
  });
});

/** What an option or argument is in the model below: absent, or a value. */
type Seen = string | number | boolean | undefined;
interface Case {
  text: string;
  left: Seen;
  isOption: boolean;
  operator: string;
  right: string | number | boolean;
}

/** The documented meaning of one condition, in the shortest words. */
function holds({ left, isOption, operator, right }: Case): boolean {
  const equal =
    isOption && typeof right === 'boolean'
      ? (left !== undefined) === right
      : left !== undefined && sameInGort(left, right);
  const less = typeof left === 'number' && typeof right === 'number' && left < right;
  switch (operator) {
    case '==':
    case 'in':
      return equal;
    case '!=':
      return !equal;
    case '<':
      return less;
    case '<=':
      return less || equal;
    case '>':
      return !(less || equal);
    default:
      return !less;
  }
}

function sameInGort(a: Exclude<Seen, undefined>, b: Exclude<Seen, undefined>): boolean {
  if (typeof a === 'boolean' && typeof b === 'number') return b === Number(a);
  if (typeof b === 'boolean' && typeof a === 'number') return a === Number(b);
  if (typeof a === 'boolean' && typeof b === 'string') return flagOf(b) === a;
  if (typeof b === 'boolean' && typeof a === 'string') return flagOf(a) === b;
  return a === b;
}

function flagOf(text: string): boolean | undefined {
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
  return /^(0|f|F|FALSE|false|False)$/.test(text) ? false : undefined;
}

describe('beside a model of what is documented', () => {
  const operator = fc.constantFrom('==', '!=', '<', '<=', '>', '>=', 'in');
  const value = fc.constantFrom<string | number | boolean>(true, false, 0, 1, 2, -3, 'x', 'T', 'false', '1', 'prod');
  const written = (one: string | number | boolean) => (typeof one === 'string' ? `"${one}"` : String(one));
  const options = fc.subarray(['x', 'y', 'dry-run']);
  const args = fc.array(value, { maxLength: 3 });
  const place = fc.oneof(
    fc.constantFrom('x', 'y', 'dry-run').map((key) => ({ key })),
    fc.integer({ min: 0, max: 3 }).map((index) => ({ index })),
  );
  const condition = fc.tuple(place, operator, value);
  const ending = fc.constantFrom('allow', 'must have b:p', 'must have b:q');

  it('every verdict is the same', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.array(condition, { maxLength: 3 }), fc.constantFrom('and', 'or'), ending), {
          minLength: 1,
          maxLength: 3,
        }),
        options,
        args,
        (drafts, given, called) => {
          const seenAt = (where: { key: string } | { index: number }) =>
            'key' in where ? (given.includes(where.key) ? true : undefined) : called[where.index];
          const rules = drafts.map(([conditions, join, end]) => {
            const cases = conditions.map(([where, op, right]): Case => {
              const name = 'key' in where ? `option["${where.key}"]` : `arg[${where.index}]`;
              return {
                text: `${name} ${op} ${written(right)}`,
                left: seenAt(where),
                isOption: 'key' in where,
                operator: op,
                right,
              };
            });
            const outcomes = cases.map(holds);
            const matches = join === 'and' ? outcomes.every(Boolean) : outcomes.length === 0 || outcomes.some(Boolean);
            const conditionText = cases.length === 0 ? '' : `with ${cases.map(({ text }) => text).join(` ${join} `)} `;
            return { text: `${conditionText}${end}`, matches, allows: end !== 'must have b:q' };
          });
          const matching = rules.filter(({ matches }) => matches);
          const expected = matching.length > 0 && matching.every(({ allows }) => allows);
          const line = ['b:c', ...given.map((name) => `--${name}`), '--', ...called.map(written)].join(' ');
          expect([line, isAllowed({ rules: rules.map(({ text }) => text), line, held: ['b:p'] })]).toEqual([
            line,
            expected,
          ]);
        },
      ),
      { numRuns: scaledRuns(5000) },
    );
  });
});
