/** A job as the queues' board shows it: there it is told what its task is doing. */
export interface BoardEntry {
  updateProgress(progress: object): Promise<unknown>;
  log(line: string): Promise<unknown>;
}

/** Of a task that has no job yet: what it is doing is told from when it has one. */
export class DeferredBoardEntry implements BoardEntry {
  private entry: BoardEntry | undefined;

  attach(entry: BoardEntry): void {
    this.entry = entry;
  }

  async updateProgress(progress: object): Promise<void> {
    await this.entry?.updateProgress(progress);
  }

  async log(line: string): Promise<void> {
    await this.entry?.log(line);
  }
}
