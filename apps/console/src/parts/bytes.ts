const UNITS = ['kB', 'MB', 'GB', 'TB'];

/** `312 bytes`, `1.2 MB`. */
export function bytes(count: number): string {
  if (count < 1000) return count === 1 ? '1 byte' : `${count} bytes`;
  const step = Math.min(UNITS.length, Math.floor(Math.log10(count) / 3));
  return `${(count / 1000 ** step).toFixed(1)} ${UNITS[step - 1] ?? ''}`;
}
