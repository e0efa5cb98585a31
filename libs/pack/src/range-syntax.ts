import { parseVersion } from './version';

/** One alternative of a range: comparators that all have to hold, in npm's language. */
type Comparators = string[];

// What a text of a few hundred characters may grow to: each `!=` doubles the alternatives.
const MAX_ALTERNATIVES = 64;
// Of all alternatives: each is looked at by itself, and kept while the range is remembered.
const MAX_COMPARATORS = 640;
/** Of a range: nobody writes what is longer, and each character may be looked at more than once. */
export const MAX_RANGE_LENGTH = 1000;

/**
 * Puts a range as any of the formats writes it into npm's language; see `docs/ranges.md`. Nothing when it is none of them,
 * or when so much is excluded that nobody would read it.
 */
export function toNpmRange(text: string): string | undefined {
  if (text.length > MAX_RANGE_LENGTH) return undefined;
  const alternatives: Comparators[] = [];
  for (const alternative of text.replace(/\s+/g, ' ').split('||')) {
    const read = readAlternative(alternative.trim());
    if (read === undefined || alternatives.push(...read) > MAX_ALTERNATIVES) return undefined;
  }
  if (alternatives.flat().length > MAX_COMPARATORS) return undefined;
  return alternatives.map((comparators) => comparators.join(' ')).join(' || ');
}

function readAlternative(text: string): Comparators[] | undefined {
  if (text === '' || text === 'latest') return [['*']];
  if (/^\S+\s+-\s+\S+$/.test(text)) return [[text]];
  let alternatives: Comparators[] = [[]];
  const parts = text.replace(/([<>=^~!])\s+/g, '$1').split(/ ?, ?| (?=[<>=^~!\dv*xX])/);
  for (const part of parts) {
    const choices = readComparator(part.trim());
    if (choices === undefined || alternatives.length * choices.length > MAX_ALTERNATIVES) return undefined;
    alternatives = alternatives.flatMap((before) => choices.map((choice) => [...before, choice]));
  }
  return alternatives;
}

/** The comparators of which one has to hold: only `!=` has two. */
function readComparator(part: string): string[] | undefined {
  const [operator = ''] = /^[<>=^~!]*/.exec(part) ?? [];
  const version = part.slice(operator.length);
  switch (operator) {
    case '':
    case '=':
    case '==':
    case '===':
      return [exactly(version)];
    case '!=':
      return otherThan(version);
    case '~=':
      return compatibleWith(version);
    case '^':
    case '~':
    case '~>':
      return [`${operator}${version.replace(/^v/, '')}`];
    case '<':
    case '<=':
    case '>':
    case '>=':
      return version === '' ? undefined : [`${operator}${version}`];
    default:
      return undefined;
  }
}

/** A bare version means exactly that version, also when it is written with two parts, as Attune reads it. */
function exactly(version: string): string {
  const padded = parseVersion(version)?.version;
  return padded === undefined ? version : `=${padded}`;
}

function otherThan(version: string): string[] | undefined {
  const padded = parseVersion(version)?.version;
  if (padded !== undefined) return [`<${padded}`, `>${padded}`];
  const [, prefix] = /^v?(\d+(?:\.\d+)?)\.[*xX]$/.exec(version) ?? [];
  return prefix === undefined ? undefined : [`<${prefix}`, `>${prefix}`];
}

/** PEP 440: the last part that is written may grow. */
function compatibleWith(version: string): string[] | undefined {
  const [, major, minor, patch] = /^v?(\d+)\.(\d+)(\.\d+)?$/.exec(version) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  const above = patch === undefined ? `${Number(major) + 1}.0.0` : `${major}.${Number(minor) + 1}.0`;
  return [`>=${major}.${minor}${patch ?? '.0'} <${above}-0`];
}
