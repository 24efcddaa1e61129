/** The thread of checkpoints.ts: a connection of its own that moves the write-ahead log into the database. */
import { parentPort, workerData } from "node:worker_threads";
import SQLite from "better-sqlite3";
import { type CheckpointInput, type CheckpointMessage, pendingFrames } from "./checkpoints.ts";

const { path, most } = workerData as CheckpointInput;
const db = new SQLite(path, { timeout: 5000 });
// The log is synced before its pages are copied, the database before the log is used anew.
db.pragma("synchronous = NORMAL");

function checkpoint(): CheckpointMessage {
  try {
    db.pragma("wal_checkpoint(PASSIVE)");
    // Under a steady stream of writes there is always a newer page, and the log would grow for ever: writers are held
    // up for once, while the little that is left is copied.
    if (pendingFrames(db).log > most) db.pragma("wal_checkpoint(FULL)");
    return { kind: "done" };
  } catch (error) {
    return { kind: "failed", reason: String(error) };
  }
}

parentPort!.on("message", (message: "checkpoint" | "close") => {
  if (message === "checkpoint") parentPort!.postMessage(checkpoint());
  else {
    db.close();
    parentPort!.close();
  }
});
