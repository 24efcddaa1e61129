/**
 * Keeps the write-ahead log at most a moment behind the disk, without anyone waiting for it. A killed process loses
 * nothing that is in the log; this bounds what a power cut can take.
 */
import { close, existsSync, fdatasync, openSync } from "node:fs";
import { createCheckpoints, type Database, type Logger } from "../../shared/index.ts";

/** How far the disk may lag behind, ms. */
const INTERVAL = 50;

export interface BackgroundSync {
  /** Something was committed. */
  touch(): void;
  close(): Promise<void>;
}

const NONE: BackgroundSync = { touch: () => undefined, close: async () => undefined };

/**
 * SQLite locks the database and its shared-memory file, never the log, so that a second handle on the log is safe
 * to open and to close (https://www.sqlite.org/wal.html).
 */
export function createBackgroundSync(db: Database, logger?: Logger): BackgroundSync {
  const path = `${db.name}-wal`;
  if (db.memory) return NONE;
  const checkpoints = createCheckpoints(db, (reason) =>
    logger?.warn({ reason }, "the write-ahead log could not be copied into the database"),
  );
  let handle: number | null = null;
  let timer: NodeJS.Timeout | null = null;
  let syncing = false;
  let dirty = false;
  let closed = false;

  function release(): void {
    if (handle === null) return;
    close(handle, (error) => {
      if (error) logger?.warn({ err: error }, "the write-ahead log could not be closed");
    });
    handle = null;
  }

  function sync(): void {
    timer = null;
    checkpoints.check();
    if (handle === null && existsSync(path)) handle = openSync(path, "r+");
    if (handle === null) return;
    dirty = false;
    syncing = true;
    fdatasync(handle, (error) => {
      syncing = false;
      if (error) logger?.warn({ err: error }, "the write-ahead log could not be synced");
      if (closed) release();
      else if (dirty) start();
    });
  }

  function start(): void {
    timer ??= setTimeout(sync, INTERVAL).unref();
  }

  return {
    touch: () => {
      dirty = true;
      if (!syncing && !closed) start();
    },
    close: () => {
      closed = true;
      if (timer) clearTimeout(timer);
      if (!syncing) release();
      return checkpoints.close();
    },
  };
}
