import { ADVISORY_LOCKS } from './advisory-locks';

it('locks that are for different things have different numbers', () => {
  const numbers = Object.values(ADVISORY_LOCKS);
  expect(new Set(numbers).size).toBe(numbers.length);
});
