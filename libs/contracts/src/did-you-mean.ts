const MAX_SHOWN = 3;
const MAX_LENGTH = 100;

/** `Did you mean 'slack' or 'slick'?` in front of the hint; the hint alone when nothing is near. */
export function didYouMean(wanted: string, known: Iterable<string>, hint: string): string {
  const near = nearNames(wanted, known).map((name) => `'${name}'`);
  if (near.length === 0) return hint;
  const last = near.at(-1) ?? '';
  return `Did you mean ${near.length === 1 ? last : `${near.slice(0, -1).join(', ')} or ${last}`}? ${hint}`;
}

/** Names that somebody may have meant, the nearest first: other case, other separators, a slip or two of the finger. */
export function nearNames(wanted: string, known: Iterable<string>): string[] {
  if (wanted === '' || wanted.length > MAX_LENGTH) return [];
  const plain = folded(wanted);
  const most = plain.length < 3 ? 0 : plain.length < 6 ? 1 : plain.length < 12 ? 2 : 3;
  const near: { name: string; distance: number }[] = [];
  for (const name of known) {
    if (name === wanted || Math.abs(name.length - wanted.length) > MAX_LENGTH) continue;
    const distance = distanceOf(plain, folded(name), most);
    if (distance <= most) near.push({ name, distance });
  }
  near.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  const same = near.filter(({ distance }) => distance === 0);
  return (same.length > 0 ? same : near).slice(0, MAX_SHOWN).map(({ name }) => name);
}

/** What people mix up without noticing counts for nothing. */
function folded(name: string): string {
  return name
    .toLowerCase()
    .replace(/[-_.\s]+/g, '-')
    .replace(/^(?:(?:stackstorm|attune|pack)-(?=.)|v(?=\d))/, '');
}

/** Letters to add, leave out, change or swap with their neighbour; `most + 1` when there are more. */
function distanceOf(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let [before, last]: number[][] = [[], Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const isSame = one[i - 1] === other[j - 1];
      const cost = Math.min((last?.[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last?.[j - 1] ?? 0) + (isSame ? 0 : 1));
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      row.push(isSwapped ? Math.min(cost, (before?.[j - 2] ?? 0) + 1) : cost);
    }
    if (Math.min(...row) > most) return most + 1;
    [before, last] = [last, row];
  }
  return last?.[other.length] ?? 0;
}
