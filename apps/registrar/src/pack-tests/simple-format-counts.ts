import { stripVTControlCharacters } from 'node:util';
import { type Counts, NO_TESTS } from './suite';

const MOST = 1_000_000;

/**
 * Attune's format `simple`: `Total Tests: 10`, `Passed: 8`, `Failed: 2` and `Skipped: 0`, anywhere in the output, on lines of
 * their own or on one; of several the last one counts. Nothing when neither the total nor the passed and failed ones are told.
 */
export function readSimpleCounts(printed: string): Counts | undefined {
  const output = stripVTControlCharacters(printed);
  const passed = numberBehind(output, 'Passed');
  const failed = numberBehind(output, 'Failed');
  const skipped = numberBehind(output, 'Skipped');
  const total = numberBehind(output, 'Total Tests');
  if (total === undefined && (passed === undefined || failed === undefined)) return undefined;
  const told = { passed: passed ?? 0, failed: failed ?? 0, skipped: skipped ?? 0 };
  const sum = told.passed + told.failed + told.skipped;
  // Tests that were counted, but of which nobody says how they ended, did not pass.
  const missing = Math.max(0, (total ?? sum) - sum);
  return { ...NO_TESTS, ...told, failed: told.failed + missing, total: sum + missing };
}

function numberBehind(output: string, label: string): number | undefined {
  const found = [...output.matchAll(new RegExp(`(?<![\\p{L}\\d_])${label}:[ \\t]*(\\d{1,9})(?![\\w.])`, 'gu'))].at(
    -1,
  )?.[1];
  return found === undefined ? undefined : Math.min(Number(found), MOST);
}
