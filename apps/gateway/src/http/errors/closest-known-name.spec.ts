import { closestKnownName } from './closest-known-name';

describe('the nearest name', () => {
  it.each([
    ['pagesize', 'page_size'],
    ['per_pag', 'per_page'],
    ['Status', 'status'],
    ['page', 'page'],
  ])('of %.20s is %s', (given, nearest) => {
    expect(closestKnownName(given, ['status', 'page', 'page_size', 'per_page'])).toBe(nearest);
  });

  it('of what is far too long is any, at once', () => {
    expect(closestKnownName('x'.repeat(1_000_000), ['page', 'status'])).toBe('page');
  });

  it('is none where nothing is known', () => {
    expect(closestKnownName('page', [])).toBeUndefined();
  });
});
