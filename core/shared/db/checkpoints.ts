/**
 * Checkpoints beside the work. SQLite by itself copies its log into the database within whichever commit passes 1,000
 * pages, and syncs both: every answer waits for the disk then, several times a second under load. Here a thread does
 * it, and commits never wait, except for a moment once in 64 MB of log (https://www.sqlite.org/wal.html#ckpt).
 */
import { Worker } from "node:worker_threads";
import type { Database } from "./open.ts";

export interface CheckpointInput {
  path: string;
  /** Pages in the log beyond which writers are held up so that it can begin anew. */
  most: number;
}

export type CheckpointMessage = { kind: "done" } | { kind: "failed"; reason: string };

export interface Checkpoints {
  /** Has the log copied if there is enough of it. Costs microseconds; call it now and then while writing. */
  check(): void;
  close(): Promise<void>;
}

export interface CheckpointLimits {
  /** Pages to copy that are worth a checkpoint. */
  enough: number;
  most: number;
}

/** Pages of 4 kB. */
const LIMITS: CheckpointLimits = { enough: 1000, most: 16_000 };
/** Beyond this SQLite helps itself: the thread does not keep up, or could not start. */
const BACKSTOP = 64_000;

/** Pages in the log, and how many of them are in the database already; nothing is copied. */
export function pendingFrames(db: Database): { log: number; checkpointed: number } {
  const [found] = db.pragma("wal_checkpoint(NOOP)") as { log: number; checkpointed: number }[];
  return found!;
}

const NONE: Checkpoints = { check: () => undefined, close: async () => undefined };

/**
 * @param failed is told why a checkpoint could not be made; the next check tries again
 * @example const checkpoints = createCheckpoints(db, (reason) => logger.warn({ reason }, "…"));
 */
export function createCheckpoints(
  db: Database,
  failed: (reason: string) => void,
  { enough, most }: CheckpointLimits = LIMITS,
): Checkpoints {
  if (db.memory) return NONE;
  db.pragma(`wal_autocheckpoint = ${BACKSTOP}`);
  let worker: Worker | null = null;
  let ended: Promise<void> = Promise.resolve();
  let busy = false;

  function start(): Worker {
    const input: CheckpointInput = { path: db.name, most };
    const started = new Worker(new URL("./checkpoint-worker.ts", import.meta.url), {
      workerData: input,
      name: "homeostat checkpoints",
    });
    started.unref();
    started.on("message", (message: CheckpointMessage) => {
      busy = false;
      if (message.kind === "failed") failed(message.reason);
    });
    started.on("error", (error) => failed(String(error)));
    ended = new Promise((resolve) => {
      started.on("exit", () => {
        worker = null;
        busy = false;
        resolve();
      });
    });
    return started;
  }

  return {
    check: () => {
      if (busy) return;
      const { log, checkpointed } = pendingFrames(db);
      if (log - checkpointed < enough) return;
      busy = true;
      worker ??= start();
      worker.postMessage("checkpoint");
    },
    close: () => {
      // Whoever waits for the end needs the process to last until then.
      worker?.ref();
      worker?.postMessage("close");
      return ended;
    },
  };
}
