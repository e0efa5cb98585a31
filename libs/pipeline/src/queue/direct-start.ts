import type { DueTask } from '@packyard/schema';
import { type BoardEntry, DeferredBoardEntry } from './board-entry';
import type { TaskEnd } from './ended-job-writer';

interface Begin {
  run: (entry: BoardEntry) => Promise<string>;
  isStopped: () => Promise<boolean>;
  /** Sees to it that another job starts the task. */
  release: () => Promise<string>;
}

/** A task that is started in this process without a job: it waits here for its turn, is at work, or over. */
export class DirectStart {
  private readonly boardEntry = new DeferredBoardEntry();
  private hasJob = false;
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

  /** A worker has its job, which ends as it does. */
  attach(entry: BoardEntry): void {
    this.hasJob = true;
    this.boardEntry.attach(entry);
  }

  /** Nobody may begin it any more: it is over before its turn has come. */
  endInLine(outcome: string): void {
    this.isGivenUp = true;
    this.recordEnd({ returned: outcome });
  }

  /**
   * `inTurn` calls what it is given when there is room for it. Without a job it is given up once an operator has stopped its
   * stage; with one nobody could take it any more, so that it asks `isStopped` itself.
   */
  begin(inTurn: (work: () => Promise<string>) => Promise<string>, { run, isStopped, release }: Begin): void {
    this.promised = inTurn(async () => {
      if (this.isGivenUp) return 'released';
      if (this.hasJob && (await isStopped())) return release();
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
