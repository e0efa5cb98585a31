const FIRST_PAUSE_MS = 60_000;
const MAX_PAUSE_MS = 3_600_000;

interface Wrong {
  error: Error;
  pauseMs: number;
  untilMs: number;
}

/**
 * What came whole and is not what was wanted: it is the same when it is fetched again, so that is done more and more seldom, and
 * at once for another content. `now` is in milliseconds.
 */
export class WrongContent {
  private readonly known = new Map<string, Wrong>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @throws what it was refused for, while it is not to be fetched again */
  assertWorthwhile(path: string, content: string): void {
    const wrong = this.known.get(`${path} ${content}`);
    if (wrong !== undefined && this.now() < wrong.untilMs) throw wrong.error;
  }

  note(path: string, content: string, error: Error): void {
    const key = `${path} ${content}`;
    const former = this.known.get(key);
    const pauseMs = former === undefined ? FIRST_PAUSE_MS : Math.min(former.pauseMs * 2, MAX_PAUSE_MS);
    // Of a path there is one content that is wanted.
    for (const other of this.known.keys()) if (other.startsWith(`${path} `)) this.known.delete(other);
    this.known.set(key, { error, pauseMs, untilMs: this.now() + pauseMs });
  }
}
