import { parse, compare, type SemVer } from 'semver';
import { memoize } from './memoize';

/**
 * Real packs write `1.0` and `2` beside `1.0.0`: missing parts count as zero. Returns nothing when the text is no version.
 */
export const parseVersion = memoize((text: string): SemVer | undefined => {
  const match = /^v?(\d+)(\.\d+)?(\.\d+)?((?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)$/.exec(text.trim());
  if (match === null) return undefined;
  const [, major, minor = '.0', patch = '.0', rest = ''] = match;
  return parse(`${major}${minor}${patch}${rest}`) ?? undefined;
});

/** What is wrong with a text that {@link parseVersion} does not take for a version. */
export function versionProblem(text: string): string {
  const isTooLarge = text
    .split(/[-+]/, 1)
    .some((numbers) => /^v?\d+(\.\d+){0,2}$/.test(numbers) && /\d{16}/.test(numbers));
  return isTooLarge ? `has a number above ${Number.MAX_SAFE_INTEGER}` : 'is no semantic version such as 1.2.0';
}

/** Orders versions by precedence; texts that are no versions come first, by code points. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  if (left && right) return compare(left, right) || compareTexts(a, b);
  if (left || right) return left ? 1 : -1;
  return compareTexts(a, b);
}

export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
