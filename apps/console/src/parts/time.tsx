const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** How long ago something happened; the exact time is in the title. */
export function Ago({ at }: { at: string | null }) {
  if (at === null) return <span>–</span>;
  const seconds = (Date.now() - Date.parse(at)) / 1000;
  const [unit, size] = UNITS.find(([, one]) => seconds >= one) ?? ['second', 1];
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()}>
      {RELATIVE.format(-Math.round(seconds / size), unit)}
    </time>
  );
}

/** `3.2 s`, or `2 min 5 s`; up to now while it has not ended. */
export function duration(from: string | null, to: string | null): string {
  if (from === null) return '–';
  const seconds = ((to === null ? Date.now() : Date.parse(to)) - Date.parse(from)) / 1000;
  if (seconds < 60) return `${Math.max(0, seconds).toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
