import fc from 'fast-check';
import { hasMoreMembersThan } from './json-member-limit';

describe('hasMoreMembersThan', () => {
  it('counts what JSON.parse would make, whatever strings hold', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        const members = membersIn(value);
        expect(hasMoreMembersThan(text, members)).toBe(false);
        if (members > 0) expect(hasMoreMembersThan(text, members - 1)).toBe(true);
      }),
    );
  });

  it.each(['"', '"\\', '"\\"', '\\'])('comes to an end with what is no JSON: %j', (text) => {
    expect(hasMoreMembersThan(text, 0)).toBe(false);
  });
});

/** An empty list or object counts as one, like one with a single member. */
function membersIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value);
  return Math.max(1, inner.length) + inner.reduce<number>((sum, each) => sum + membersIn(each), 0);
}
