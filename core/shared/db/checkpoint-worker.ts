/** The thread of checkpoints.ts: a connection of its own that copies the write-ahead log into the database. */
import { parentPort, workerData } from "node:worker_threads";
import SQLite from "better-sqlite3";
import { type CheckpointMessage, type CheckpointOrder, pendingFrames } from "./checkpoints.ts";

const db = new SQLite(workerData as string, { timeout: 5000 });
// The log is synced before its pages are copied, the database before the log is used anew.
db.pragma("synchronous = NORMAL");

/** PASSIVE: it copies what it can and is in nobody's way. */
function checkpoint(): CheckpointMessage {
  try {
    db.pragma("wal_checkpoint(PASSIVE)");
    return { kind: "done", ...pendingFrames(db) };
  } catch (error) {
    return { kind: "failed", reason: String(error) };
  }
}

parentPort!.on("message", (order: CheckpointOrder) => {
  if (order === "checkpoint") parentPort!.postMessage(checkpoint());
  else {
    db.close();
    parentPort!.close();
  }
});
