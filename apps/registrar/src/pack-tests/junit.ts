import type { Counts } from './suite';

/** The sums that the head of a JUnit report states for its test suite; nothing when it has none. */
export function readJunit(xml: string): Counts | undefined {
  const attributes = /<testsuite\s([^<>]*)>/.exec(xml)?.[1];
  if (attributes === undefined) return undefined;
  const read = (name: string) => Number(new RegExp(`(?:^|\\s)${name}="(\\d{1,9})"`).exec(attributes)?.[1] ?? 0);
  const [total, skipped] = [read('tests'), read('skipped')];
  const failed = read('failures') + read('errors');
  return { total, failed, skipped, passed: Math.max(0, total - failed - skipped) };
}
