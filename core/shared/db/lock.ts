/** One writer per data folder: an exclusive lock that the operating system drops with the process. */
import SQLite from "better-sqlite3";

export interface FolderLock {
  release(): void;
}

/**
 * Takes the folder's lock, or returns null where another process holds it for longer than `wait`.
 * A transaction on a small SQLite file of its own does it: no stale pid files, the same on every platform.
 * @param path the lock's file
 * @param wait milliseconds
 */
export function lockFolder(path: string, wait = 0): FolderLock | null {
  const db = new SQLite(path, { timeout: wait });
  try {
    db.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    db.close();
    if ((error as { code?: string }).code === "SQLITE_BUSY") return null;
    throw error;
  }
  return {
    release: () => {
      if (db.inTransaction) db.exec("ROLLBACK");
      db.close();
    },
  };
}
