import { highestOf } from './highest-versions';

it('shows all of a few versions, and of many the highest, in a line that can be read', () => {
  const versions = Array.from({ length: 10_000 }, (_version, number) => `1.${number}.0`);
  expect(highestOf(['1.0.0', '1.1.0'])).toBe('1.0.0, 1.1.0');
  expect(highestOf([])).toBe('');
  expect(highestOf(versions)).toMatch(/^9990 before, 1\.9990\.0, .*1\.9999\.0$/);
});
