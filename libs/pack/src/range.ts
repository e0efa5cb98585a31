import { RejectedError } from '@packyard/contracts';
import { Comparator, Range, type SemVer } from 'semver';
import { memoize } from './memoize';
import { MAX_RANGE_LENGTH, toNpmRange } from './range-syntax';
import { parseVersion } from './version';

/** A range that has been read. */
export interface VersionRange {
  /** As npm decides: a pre-release only where the range names one of the same version. */
  includes(version: SemVer): boolean;
  /** Also pre-releases that lie between the bounds. Those of an upper bound that is excluded are excluded with it. */
  spans(version: SemVer): boolean;
  /** Whether any version could be in it: none is in `>=2 <1`. */
  isEmpty: boolean;
  /** How many comparators it consists of, such as `>=1`, in all its alternatives. */
  comparatorCount: number;
}

interface Bounds {
  low?: SemVer;
  isLowIncluded: boolean;
  high?: SemVer;
  isHighIncluded: boolean;
}

/**
 * Reads the range language of every format in one: `*`, `1.2.3` and `=1.2.3` (exactly), `1.x`, `>=1 <2` or `>=1, <2`, `^1.2`,
 * `~1.2`, `~=1.2`, `==1.2.3`, `!=1.2.3`, `1.0 - 1.3`, `latest`, and alternatives with `||`.
 * @throws RejectedError MANIFEST_INVALID for anything else
 */
export const readRange = memoize(parseRange, ({ comparatorCount }) => comparatorCount);

function parseRange(text: string): VersionRange {
  if (text.length > MAX_RANGE_LENGTH) throw tooLong(text);
  const normalized = toNpmRange(text);
  try {
    if (normalized === undefined) throw new TypeError('It is written in no language that is known');
    return versionRange(normalized);
  } catch (cause) {
    throw new RejectedError('MANIFEST_INVALID', `'${text}' is no version range.`, {
      hint: 'Write for example *, 1.2.3, ^1.2, ~1.2, >=1.0, >=1.0,<2.0 or >=1.0,!=1.3.',
      cause,
    });
  }
}

function tooLong(text: string): RejectedError {
  const shown = `${text.slice(0, 60)}…`;
  const message = `The version range '${shown}' has ${text.length} characters, and ${MAX_RANGE_LENGTH} are allowed.`;
  return new RejectedError('MANIFEST_INVALID', message, { hint: 'Write for example >=1.0,<2.0.' });
}

/** Whether the text can be read as a range. */
export function isRange(text: string): boolean {
  try {
    readRange(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether no version at all satisfies a range, however it is written. */
export function isEmptyRange(text: string): boolean {
  return readRange(text).isEmpty;
}

/** For what is on offer: a pre-release satisfies only a range that names one. */
export function satisfiesRange(version: string, range: string): boolean {
  const parsed = parseVersion(version);
  return parsed !== undefined && readRange(range).includes(parsed);
}

/** For what is there already, because somebody chose it: a pre-release is a version like any other. */
export function isWithinRange(version: string, range: string): boolean {
  const parsed = parseVersion(version);
  return parsed !== undefined && readRange(range).spans(parsed);
}

function versionRange(text: string): VersionRange {
  const range = new Range(text);
  // With it, the lower bound of `^1` lies below the pre-releases of 1.0.0.
  const alternatives = new Range(text, { includePrerelease: true }).set.map(boundsOf);
  const spans = (version: SemVer) => alternatives.some((bounds) => isBetween(version, bounds));
  return {
    spans,
    includes: (version) => (version.prerelease.length === 0 ? spans(version) : range.test(version)),
    isEmpty: alternatives.every(isNothingBetween),
    comparatorCount: range.set.flat().length,
  };
}

function boundsOf(comparators: readonly Comparator[]): Bounds {
  const bounds: Bounds = { isLowIncluded: true, isHighIncluded: true };
  for (const { operator, semver } of comparators) {
    // The type does not say that a comparator for any version has a mark in place of a version.
    if ((semver as unknown) === anyVersion) continue;
    if (operator !== '<' && operator !== '<=') raise(bounds, semver, operator !== '>');
    if (operator !== '>' && operator !== '>=') lower(bounds, semver, operator !== '<');
  }
  return bounds;
}

const anyVersion = (Comparator as unknown as { ANY: symbol }).ANY;

function raise(bounds: Bounds, low: SemVer, isIncluded: boolean): void {
  const difference = bounds.low === undefined ? 1 : low.compare(bounds.low);
  if (difference < 0) return;
  bounds.isLowIncluded = isIncluded && (difference > 0 || bounds.isLowIncluded);
  bounds.low = low;
}

function lower(bounds: Bounds, high: SemVer, isIncluded: boolean): void {
  const difference = bounds.high === undefined ? -1 : high.compare(bounds.high);
  if (difference > 0) return;
  bounds.isHighIncluded = isIncluded && (difference < 0 || bounds.isHighIncluded);
  bounds.high = high;
}

function isBetween(version: SemVer, { low, isLowIncluded, high, isHighIncluded }: Bounds): boolean {
  if (low !== undefined) {
    const difference = version.compare(low);
    if (difference < 0 || (difference === 0 && !isLowIncluded)) return false;
  }
  if (high === undefined) return true;
  const difference = version.compare(high);
  if (difference > 0 || (difference === 0 && !isHighIncluded)) return false;
  const isBeforeExcluded = !isHighIncluded && version.prerelease.length > 0 && high.prerelease.length === 0;
  return !isBeforeExcluded || version.compareMain(high) !== 0;
}

/** Nothing lies below the pre-releases of a version and above all before it, so `>2 <2` and `<0.0.0-0` have nothing in them. */
function isNothingBetween({ low, isLowIncluded, high, isHighIncluded }: Bounds): boolean {
  if (high === undefined) return false;
  if (low === undefined) return !isHighIncluded && high.version === '0.0.0-0';
  const difference = low.compare(high);
  return difference > 0 || (difference === 0 && !(isLowIncluded && isHighIncluded));
}
