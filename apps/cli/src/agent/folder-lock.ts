import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
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
    keepToOwner(file);
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

/** Whoever may read it could hold a lock on it as well. It is opened only where it is new: closing a file ends one's own locks on it. */
function keepToOwner(file: string): void {
  if (existsSync(file)) {
    chmodSync(file, 0o600);
    return;
  }
  try {
    closeSync(openSync(file, 'ax', 0o600));
  } catch {
    // SQLite says why it can't be made, or somebody else has just made it.
  }
}
