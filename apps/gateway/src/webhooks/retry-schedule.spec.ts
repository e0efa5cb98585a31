import fc from 'fast-check';
import { redeliveryDelayMs } from './retry-schedule';

const ATTEMPTS = 10;
const HOUR_MS = 3_600_000;

it('waits longer each time, for a day and a half in all, and then no more', () => {
  const delays = Array.from({ length: ATTEMPTS }, (_, index) => redeliveryDelayMs(index + 1, 0, 0.5) ?? 0);
  expect(delays).toEqual([...delays].sort((a, b) => a - b));
  expect(delays[0]).toBe(5000);
  const hours = delays.reduce((sum, delay) => sum + delay, 0) / HOUR_MS;
  expect([hours > 35, hours < 37]).toEqual([true, true]);
  expect(redeliveryDelayMs(ATTEMPTS + 1)).toBeUndefined();
});

it('spreads, and heeds what the endpoint asks for, up to a day', () => {
  const random = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: ATTEMPTS }), fc.nat(100 * HOUR_MS), random, (attempt, asked, chance) => {
      const middle = redeliveryDelayMs(attempt, 0, 0.5) ?? 0;
      const delayMs = redeliveryDelayMs(attempt, asked, chance) ?? 0;
      expect(delayMs).toBeGreaterThanOrEqual(Math.min(asked, 24 * HOUR_MS));
      expect(delayMs).toBeGreaterThanOrEqual(middle * 0.8 - 1);
      expect(delayMs).toBeLessThanOrEqual(Math.max(middle * 1.2 + 1, Math.min(asked, 24 * HOUR_MS)));
    }),
  );
});
