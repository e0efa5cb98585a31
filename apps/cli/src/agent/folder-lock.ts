import { DatabaseSync } from 'node:sqlite';

/** SQLite's, for what another one holds. */
const SQLITE_BUSY = 5;

/**
 * A folder that belongs to one process at a time. The kernel holds the lock, and lets it go with the process, however that ends:
 * Node.js itself locks no files, but its SQLite does, an empty database as well as any.
 */
export class FolderLock {
  private constructor(private readonly database: DatabaseSync) {}

  /** Nothing when another process has it. The file stays where it is. */
  static take(file: string): FolderLock | undefined {
    const database = new DatabaseSync(file, { timeout: 0 });
    try {
      database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
      return new FolderLock(database);
    } catch (error) {
      database.close();
      if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
      throw error;
    }
  }

  release(): void {
    this.database.close();
  }
}
