import { delimiter } from 'node:path';

/** For tests of how virtualenvs are made: else `python -m venv` copies one, see `test/support/programs-setup.mjs`. */
export function useRealPrograms(): void {
  const quick = process.env['PACKYARD_TEST_PROGRAMS'];
  const path = process.env['PATH']?.split(delimiter) ?? [];
  process.env['PATH'] = path.filter((folder) => folder !== quick).join(delimiter);
}
