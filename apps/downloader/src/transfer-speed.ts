/** Long enough that it does not jump, short enough that it follows. */
const WINDOW_MS = 5000;
const SECONDS_OF_A_MINUTE = 60;

/** How far a download is, in words: `12.3 MB of 50.0 MB, 4.1 MB/s, 9 s left`. */
export class TransferSpeed {
  private readonly moments: { atMs: number; bytes: number }[] = [];

  /** `total` when it is known. */
  words({ bytes, total }: { bytes: number; total?: number }, nowMs = performance.now()): string {
    // What begins anew has no speed yet.
    if (bytes < (this.moments.at(-1)?.bytes ?? 0)) this.moments.length = 0;
    this.moments.push({ atMs: nowMs, bytes });
    while (nowMs - (this.moments[1]?.atMs ?? nowMs) > WINDOW_MS) this.moments.shift();
    const [first] = this.moments;
    const elapsedMs = nowMs - (first?.atMs ?? nowMs);
    const perSecond = elapsedMs === 0 ? 0 : ((bytes - (first?.bytes ?? 0)) / elapsedMs) * 1000;
    const isTimeKnown = total !== undefined && perSecond > 0 && bytes <= total;
    return [
      total === undefined ? megabytes(bytes) : `${megabytes(bytes)} of ${megabytes(total)}`,
      ...(perSecond > 0 ? [`${megabytes(perSecond)}/s`] : []),
      ...(isTimeKnown ? [`${time((total - bytes) / perSecond)} left`] : []),
    ].join(', ');
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function time(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < SECONDS_OF_A_MINUTE) return `${whole} s`;
  return `${Math.floor(whole / SECONDS_OF_A_MINUTE)} min ${whole % SECONDS_OF_A_MINUTE} s`;
}
