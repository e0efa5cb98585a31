import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WorkBudget, WorkBudgetSpent } from './work-budget';
import { PosixRegex } from './posix-regex';

/** What Go's `regexp.CompilePOSIX` and `MatchString` answered: null where it refused, else a digit for each text. */
const go = JSON.parse(readFileSync(join(__dirname, 'go-posix-regexes.json'), 'utf8')) as {
  texts: string[];
  found: Record<string, string | null>;
};

describe('PosixRegex', () => {
  it.each(Object.entries(go.found))('answers for %j as Go does', (source, expected) => {
    const regex = PosixRegex.compile(source, new WorkBudget());
    const found = go.texts.map((text) => (regex?.isIn(text, new WorkBudget()) === true ? '1' : '0')).join('');
    expect(regex === undefined ? null : found).toBe(expected);
  });

  it('refuses to compile what is too large, before it takes long', () => {
    const startedAt = performance.now();
    for (const source of [`(${'a'.repeat(1000)}){1000}`, `(${'.?'.repeat(500)}){9}{9}{9}`, 'a'.repeat(300_000)]) {
      expect(() => PosixRegex.compile(source, new WorkBudget())).toThrow(WorkBudgetSpent);
    }
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it('charges for the worst that a search can take', () => {
    const regex = PosixRegex.compile('a(a|b){99}$', new WorkBudget());
    expect(regex?.isIn('ab'.repeat(1000), new WorkBudget())).toBe(true);
    expect(() => regex?.isIn('ab'.repeat(100_000), new WorkBudget())).toThrow(WorkBudgetSpent);
  });
});
