/**
 * Asks once for all who want to know at the same time, and for `keptMs` after the answer is there, be it a failure: however
 * many ask, what is asked does not notice.
 */
export class CachedAnswer<Answer> {
  private current: { answer: Promise<Answer>; until: number } | undefined;

  constructor(
    private readonly ask: () => Promise<Answer>,
    private readonly keptMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get(): Promise<Answer> {
    if (this.current !== undefined && this.now() < this.current.until) return this.current.answer;
    const asked = { answer: this.ask(), until: Infinity };
    const keep = () => {
      asked.until = this.now() + this.keptMs;
    };
    asked.answer.then(keep, keep);
    this.current = asked;
    return asked.answer;
  }
}
