import { delimiter } from 'node:path';

/**
 * For the tests of one `describe`, of how virtualenvs are made: else `python -m venv` copies one, see
 * `test/support/programs-setup.mjs`, for a twentieth of the five seconds.
 */
export function useRealPrograms(): void {
  const former = process.env['PATH'] ?? '';
  const quick = process.env['PACKYARD_TEST_PROGRAMS'];
  const real = former.split(delimiter).filter((folder) => folder !== quick);
  beforeAll(() => void (process.env['PATH'] = real.join(delimiter)));
  afterAll(() => void (process.env['PATH'] = former));
}
