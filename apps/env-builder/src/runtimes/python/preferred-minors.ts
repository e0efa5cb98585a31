/**
 * The usual one first: whatever will do is better than the newest, for which wheels may be missing. 3.11 before all, as Attune
 * documents it.
 */
export const PREFERRED_MINORS: readonly number[] = [11, 12, 13, 10, 9, 14, 8];

/** Compares versions of Python 3 by how usual they are. */
export function byPreferredMinor(one: string, other: string): number {
  return rank(one) - rank(other);
}

function rank(version: string): number {
  const place = PREFERRED_MINORS.indexOf(Number(version.split('.')[1]));
  return place === -1 ? PREFERRED_MINORS.length : place;
}
