import type { Candidate } from './problem';

export function nameOf({ ref, version }: Pick<Candidate, 'ref' | 'version'>): string {
  return `${ref} ${version}`;
}

export function wish(ref: string, range: string): string {
  return range === '*' ? ref : `${ref} ${range}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function joinWords(items: readonly string[], word = 'and'): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1) ?? ''}`;
}

/** Names of packs stay as they are. */
export function asSentence(text: string): string {
  return text.replace(/^(the|every|asking) /, (word) => word.charAt(0).toUpperCase() + word.slice(1));
}

/** Versions from low to high; of many, the highest. */
export function knownVersions(candidates: readonly Candidate[]): string {
  const versions = candidates.map(({ version }) => version);
  return versions.length > MAX_SHOWN ? `…, ${versions.slice(-MAX_SHOWN).join(', ')}` : versions.join(', ');
}

const MAX_SHOWN = 12;
