import { readTap } from './tap';

describe('a Test Anything stream', () => {
  it('is counted by its results', () => {
    expect(readTap('1..3\nok 1 - starts\nnot ok 2 - stops\nok 3 # SKIP no network\n', false)).toEqual({
      total: 3,
      passed: 1,
      failed: 1,
      skipped: 1,
    });
  });

  it('fails the tests that were planned but never came', () => {
    expect(readTap('1..4\nok 1\nok 2\n', false)).toEqual({ total: 4, passed: 2, failed: 2, skipped: 0 });
  });

  it('may have its plan at the end, and results without numbers', () => {
    expect(readTap('ok\nok\n1..2\n', false)).toMatchObject({ total: 2, passed: 2 });
  });

  it('forgives what is still to be done', () => {
    expect(readTap('1..1\nnot ok 1 # TODO later\n', false)).toMatchObject({ failed: 0, skipped: 1 });
  });

  it('is not read into subtests', () => {
    expect(readTap('1..1\n    not ok 1 - inner\n    1..1\nok 1 - outer\n', false)).toMatchObject({
      total: 1,
      failed: 0,
    });
  });

  it('is skipped as a whole by an empty plan', () => {
    expect(readTap('1..0 # SKIP wrong system\n', false)).toMatchObject({ total: 1, skipped: 1 });
  });

  it('needs a plan, unless it is expected', () => {
    expect(readTap('ok 1\n', false)).toBeUndefined();
    expect(readTap('ok 1\n', true)).toMatchObject({ total: 1, passed: 1 });
    expect(readTap('all is well\n', true)).toBeUndefined();
  });
});
