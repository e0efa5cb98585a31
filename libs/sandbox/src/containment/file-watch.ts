import { fileSystemFiles, folderFiles } from './folder-usage';

/** Counts files of folders that grow. To count them takes long when they are many, and they can become many in no time. */
export class FileWatch {
  private left = 0;
  /** Of the file systems, at the last count. */
  private before: number | undefined;

  constructor(
    private readonly folders: readonly string[],
    private readonly limit: number,
    /** How many there were at the start; counted by the first call when absent. */
    public base?: number,
  ) {}

  /**
   * Whether more than the limit came since the start. Counts when it is time to, and as soon as the file systems have
   * got as many as would be too much.
   */
  async isOver(isTime: boolean): Promise<boolean> {
    if (this.folders.length === 0) return false;
    const now = await fileSystemFiles(this.folders);
    const mayBeOver = now !== undefined && this.before !== undefined && now - this.before > this.left;
    if (!isTime && !mayBeOver) return false;
    const files = await folderFiles(this.folders);
    // Who counts bytes says so.
    if (files === undefined) return false;
    this.base ??= files;
    this.left = this.limit - (files - this.base);
    this.before = now;
    return this.left < 0;
  }
}
