const VERSIONS_SHOWN = 6;

/** Of versions in their order, those around the one that was asked for; how many there are besides. */
export function nearest(versions: readonly string[], asked: string | undefined): string {
  const numbers = (version: string) => version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const compare = (one: string, other: string) => {
    const [a, b] = [numbers(one), numbers(other)];
    for (let i = 0; i < Math.max(a.length, b.length); i += 1)
      if ((a[i] ?? 0) !== (b[i] ?? 0)) return (a[i] ?? 0) - (b[i] ?? 0);
    return 0;
  };
  const place =
    asked === undefined ? versions.length : versions.filter((version) => compare(version, asked) < 0).length;
  const from = Math.max(0, Math.min(place - VERSIONS_SHOWN / 2, versions.length - VERSIONS_SHOWN));
  const shown = versions.slice(from, from + VERSIONS_SHOWN);
  const rest = versions.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} others` : ''}`;
}
