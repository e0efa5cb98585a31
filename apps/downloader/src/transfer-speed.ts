import type { TransferProgress } from './sources/pack-source';

/** Long enough that it does not jump, short enough that it follows. */
const WINDOW_MS = 5000;
const SECONDS_OF_A_MINUTE = 60;

interface Moment {
  atMs: number;
  bytes: number;
  fraction: number | undefined;
}

/** How far a download is, in words: `12.3 MB of 50.0 MB (24 %), 4.1 MB/s, 10 s left`. */
export class TransferSpeed {
  private readonly moments: Moment[] = [];

  describe({ bytes, total, fraction }: TransferProgress, nowMs = performance.now()): string {
    const known = total === undefined || total === 0 ? fraction : bytes / total;
    const last = this.moments.at(-1);
    // What begins anew has no speed yet.
    if (bytes < (last?.bytes ?? 0) || (known ?? 0) < (last?.fraction ?? 0)) this.moments.length = 0;
    this.moments.push({ atMs: nowMs, bytes, fraction: known });
    while (nowMs - (this.moments[1]?.atMs ?? nowMs) > WINDOW_MS) this.moments.shift();
    const elapsedMs = nowMs - (this.moments[0]?.atMs ?? nowMs);
    const perSecond = elapsedMs === 0 ? 0 : ((bytes - (this.moments[0]?.bytes ?? 0)) / elapsedMs) * 1000;
    const secondsLeft = this.secondsLeft(known, elapsedMs);
    const percent = known === undefined || known > 1 ? '' : ` (${Math.floor(known * 100)} %)`;
    return [
      `${total === undefined ? megabytes(bytes) : `${megabytes(bytes)} of ${megabytes(total)}`}${percent}`,
      ...(perSecond > 0 ? [`${megabytes(perSecond)}/s`] : []),
      ...(secondsLeft === undefined ? [] : [`${time(secondsLeft)} left`]),
    ].join(', ');
  }

  /** At the speed of the last seconds. */
  private secondsLeft(fraction: number | undefined, elapsedMs: number): number | undefined {
    if (fraction === undefined || fraction > 1 || elapsedMs === 0) return undefined;
    const perMs = (fraction - (this.moments[0]?.fraction ?? 0)) / elapsedMs;
    return perMs > 0 ? (1 - fraction) / perMs / 1000 : undefined;
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function time(seconds: number): string {
  // Sums of fractions are a little more than whole at times.
  const whole = Math.ceil(seconds - 1e-6);
  if (whole < SECONDS_OF_A_MINUTE) return `${whole} s`;
  return `${Math.floor(whole / SECONDS_OF_A_MINUTE)} min ${whole % SECONDS_OF_A_MINUTE} s`;
}
