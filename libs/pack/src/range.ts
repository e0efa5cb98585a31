import { RejectedError } from '@packyard/contracts';
import { Range, satisfies } from 'semver';
import { memoize } from './memoize';
import { parseVersion } from './version';

/**
 * The range language of every format in one: `*`, `1.2.3` and `=1.2.3` (exactly), `1.x`, `>=1 <2` or `>=1, <2`,
 * `^1.2`, `~1.2`, `==1.2.3`, and alternatives with `||`. A pre-release matches only a range that names one.
 * @throws RejectedError MANIFEST_INVALID for anything else
 */
const parseRange = memoize((text: string): Range => {
  const alternatives = text
    .replace(/([<>=^~])\s+/g, '$1')
    .split('||')
    .map((alternative) => alternative.trim().split(/\s*,\s*|\s+(?=[<>=^~\dv*x])/));
  const normalized = alternatives.map((parts) => parts.map(normalizeComparator).join(' ')).join(' || ');
  try {
    return new Range(normalized);
  } catch (cause) {
    throw new RejectedError('MANIFEST_INVALID', `'${text}' is no version range.`, {
      hint: 'Write for example *, 1.2.3, ^1.2, ~1.2, >=1.0 or >=1.0,<2.0.',
      cause,
    });
  }
});

/** Whether the text can be read as a range. */
export function isRange(text: string): boolean {
  try {
    parseRange(text);
    return true;
  } catch {
    return false;
  }
}

export function satisfiesRange(version: string, range: string): boolean {
  const parsed = parseVersion(version);
  return parsed !== undefined && satisfies(parsed, parseRange(range));
}

/** A bare version means exactly that version, also when it is written with two parts, as Attune reads it. */
function normalizeComparator(part: string): string {
  const [, operator = '', version = ''] = /^([<>=^~]*)\s*(.*)$/.exec(part.trim()) ?? [];
  const padded = parseVersion(version)?.version;
  if (operator === '' || operator === '=' || operator === '==') return padded === undefined ? version : `=${padded}`;
  if (operator === '^' || operator === '~') return `${operator}${version.replace(/^v/, '')}`;
  return `${operator}${padded ?? version}`;
}
