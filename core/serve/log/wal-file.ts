/**
 * The write-ahead log as a file, to be synced without anyone on this thread waiting for the disk.
 * SQLite locks the database and its shared-memory file, never the log, so that a second handle on the log is safe to
 * open and to close (https://www.sqlite.org/wal.html).
 */
import { close, existsSync, fdatasync, openSync } from "node:fs";
import { promisify } from "node:util";
import { HomeostatError } from "../../contract/index.ts";
import type { Database } from "../../shared/index.ts";

const dataSync = promisify(fdatasync);

export interface WalFile {
  /** Resolves when everything that was in the log at the call is on the disk. One at a time. */
  sync(): Promise<void>;
  close(): void;
}

/** @returns null for a database in memory */
export function openWalFile(db: Database): WalFile | null {
  if (db.memory) return null;
  const path = `${db.name}-wal`;
  let handle: number | null = null;
  let isSyncing = false;
  let isClosed = false;
  let isSuspect = false;

  function release(): void {
    if (handle !== null) close(handle);
    handle = null;
  }

  /**
   * After a sync that failed, the system may take pages for written that are not, and a later sync of the same log
   * proves nothing (https://wiki.postgresql.org/wiki/Fsync_Errors): its pages go to the database, which is synced,
   * and the log begins anew.
   */
  function beginAnew(): void {
    const [result] = db.pragma("wal_checkpoint(TRUNCATE)") as { busy: number }[];
    if (result?.busy !== 0)
      throw new HomeostatError("DISK_FAILED", { reason: "the log is to begin anew after a sync that failed" });
    isSuspect = false;
  }

  async function sync(): Promise<void> {
    if (isSuspect) beginAnew();
    if (handle === null && existsSync(path)) handle = openSync(path, "r+");
    if (handle === null) return;
    isSyncing = true;
    try {
      await dataSync(handle);
    } catch (error) {
      isSuspect = true;
      throw error;
    } finally {
      isSyncing = false;
      if (isClosed) release();
    }
  }

  return {
    sync,
    close: () => {
      isClosed = true;
      if (!isSyncing) release();
    },
  };
}
