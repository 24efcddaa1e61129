/**
 * Checkpoints beside the work. SQLite by itself copies its log into the database within whichever commit passes 1,000
 * pages, and syncs both: every answer waits for the disk then, several times a second under load. Here a thread does
 * it and commits go on. Under a steady stream of them there is always a newer page, though, and the log would grow
 * for ever: once it is long, writers are held up for the moment in which the last few pages are copied, and the next
 * commit begins the log anew (https://www.sqlite.org/wal.html, "Avoiding Excessively Large WAL Files").
 */
import { Worker } from "node:worker_threads";
import type { Database } from "./open.ts";

export type CheckpointOrder = "checkpoint" | "close";

/** Pages in the log, and how many of them are in the database already. */
export interface Frames {
  log: number;
  checkpointed: number;
}

export type CheckpointMessage = ({ kind: "done" } & Frames) | { kind: "failed"; reason: string };

export interface Checkpoints {
  /** Has the log copied if there is enough of it. Costs microseconds; call it now and then while writing. */
  check(): void;
  close(): Promise<void>;
}

export interface CheckpointLimits {
  /** Pages to copy that are worth a checkpoint; fewer are copied in no time. */
  enough: number;
  /** Pages in the log from which on it should begin anew, once few are left to copy. */
  long: number;
  /** Pages in the log from which on writers wait however many are left to copy. */
  longest: number;
}

/** Pages of 4 kB. */
const LIMITS: CheckpointLimits = { enough: 1000, long: 16_000, longest: 64_000 };

export interface CheckpointOptions {
  /** Holds writers up, or lets them go again. */
  hold(held: boolean): void;
  /** Why a checkpoint could not be made; the next check tries again. */
  failed(reason: string): void;
  limits?: CheckpointLimits;
}

/** Nothing is copied by asking. */
export function pendingFrames(db: Database): Frames {
  const [found] = db.pragma("wal_checkpoint(NOOP)") as Frames[];
  return { log: found!.log, checkpointed: found!.checkpointed };
}

const NONE: Checkpoints = { check: () => undefined, close: async () => undefined };

/** @example const checkpoints = createCheckpoints(db, { hold: commits.hold, failed: (reason) => logger.warn(reason) }); */
export function createCheckpoints(
  db: Database,
  { hold, failed, limits: { enough, long, longest } = LIMITS }: CheckpointOptions,
): Checkpoints {
  if (db.memory) return NONE;
  db.pragma("wal_autocheckpoint = 0");
  let worker: Worker | null = null;
  let ended: Promise<void> = Promise.resolve();
  let isBusy = false;
  let isHeld = false;

  function holding(held: boolean): void {
    if (held !== isHeld) hold(held);
    isHeld = held;
  }

  function finish(): void {
    isBusy = false;
    holding(false);
  }

  function order({ log, checkpointed }: Frames): void {
    const left = log - checkpointed;
    holding(log >= longest || (log >= long && left < enough));
    worker ??= start();
    worker.postMessage("checkpoint" satisfies CheckpointOrder);
  }

  function onMessage(message: CheckpointMessage): void {
    if (message.kind === "failed") {
      failed(message.reason);
      finish();
    } else if (isHeld || message.log < long) finish();
    else order(message);
  }

  function start(): Worker {
    const started = new Worker(new URL("./checkpoint-worker.ts", import.meta.url), {
      workerData: db.name,
      name: "homeostat checkpoints",
    });
    started.unref();
    started.on("message", onMessage);
    started.on("error", (error) => failed(String(error)));
    ended = new Promise((resolve) => {
      started.on("exit", () => {
        worker = null;
        finish();
        resolve();
      });
    });
    return started;
  }

  return {
    check: () => {
      if (isBusy) return;
      const frames = pendingFrames(db);
      if (frames.log - frames.checkpointed < enough) return;
      isBusy = true;
      order(frames);
    },
    close: () => {
      // Whoever waits for the end needs the process to last until then.
      worker?.ref();
      worker?.postMessage("close" satisfies CheckpointOrder);
      return ended;
    },
  };
}
