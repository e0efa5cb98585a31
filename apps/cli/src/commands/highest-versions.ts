const MAX_SHOWN = 10;

/** The highest ones of versions that may be very many; `pack versions` has them all. */
export function highestOf(versions: readonly string[]): string {
  const shown = versions.slice(-MAX_SHOWN).join(', ');
  const before = versions.length - MAX_SHOWN;
  return before <= 0 ? shown : `${before} before, ${shown}`;
}
