/** The known name that differs least from the given one; none when nothing is known. */
export function closestKnownName(given: string, known: readonly string[]): string | undefined {
  const distances = known.map((name) => editDistance(given.slice(0, MAX_LENGTH), name));
  return known[distances.indexOf(Math.min(...distances))];
}

// Longer ones are no slips of the keyboard, and every character costs time.
const MAX_LENGTH = 100;

/** How many characters are to be inserted, removed or replaced (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let index = 0; index < from.length; index += 1) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + Number(to[column - 1] !== from[index]);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
