const MAX_SHOWN = 5;

/** The last ones of a list that may be very long, and how many there are before. */
export function lastOfList(texts: readonly string[]): string {
  const shown = texts.slice(-MAX_SHOWN).join(', ');
  return texts.length <= MAX_SHOWN ? shown : `${texts.length - MAX_SHOWN} before, ${shown}`;
}
