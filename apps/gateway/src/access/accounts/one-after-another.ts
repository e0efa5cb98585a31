/** Work that is done one after the other, whoever asks for it. */
export class OneAfterAnother {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  constructor(
    private readonly maxWaiting: number,
    private readonly refusal: () => Error,
  ) {}

  /** @throws the refusal, when too many wait already; and what the work throws */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.waiting >= this.maxWaiting) throw this.refusal();
    this.waiting += 1;
    const done = this.last.then(work).finally(() => (this.waiting -= 1));
    this.last = done.catch(() => undefined);
    return done;
  }
}
