import type { DueTask } from '@packyard/schema';
import { type BoardEntry, DeferredBoardEntry } from './board-entry';
import type { TaskEnd } from './ended-jobs';

/** A task that is started in this process without a job: it waits here for its turn, is at work, or over. */
export class DirectStart {
  readonly boardEntry: DeferredBoardEntry = new DeferredBoardEntry();
  /** The queues' board says that it waits. */
  isHeld = false;
  /** It is not started here any more. */
  isGivenUp = false;
  end: TaskEnd | undefined;
  private startedAt: number | undefined;
  private promised: Promise<string> = Promise.resolve('released');

  constructor(readonly task: DueTask) {}

  /** Like that of a job: what the board shows, or why it failed. */
  get outcome(): Promise<string> {
    return this.promised;
  }

  get isWaiting(): boolean {
    return this.startedAt === undefined;
  }

  get atWorkForMs(): number {
    return this.startedAt === undefined ? 0 : Date.now() - this.startedAt;
  }

  /** `inTurn` calls what it is given when there is room for it. */
  begin(
    inTurn: (work: () => Promise<string>) => Promise<string>,
    run: (boardEntry: BoardEntry) => Promise<string>,
  ): void {
    this.promised = inTurn(() => {
      if (this.isGivenUp) return Promise.resolve('released');
      this.startedAt = Date.now();
      return run(this.boardEntry);
    });
    this.promised.then(
      (returned) => this.recordEnd({ returned }),
      (error: unknown) => this.recordEnd({ error }),
    );
  }

  private recordEnd(outcome: TaskEnd['outcome']): void {
    const endedAt = Date.now();
    this.end = { startedAt: this.startedAt ?? endedAt, endedAt, outcome };
  }
}
