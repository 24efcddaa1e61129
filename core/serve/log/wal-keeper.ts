/** What the two durabilities do about the write-ahead log, and its checkpoints, which neither waits for. */
import { createCheckpoints, type Database, type Logger } from "../../shared/index.ts";
import { createBackgroundSync } from "./background-sync.ts";
import { createPowerSync } from "./power-sync.ts";
import { openWalFile } from "./wal-file.ts";

/** `process`: survives a killed process, and a power cut but for the last moment; `power`: survives that too. */
export type Durability = "process" | "power";

export interface WalKeeper {
  /** Runs a transaction that is secured by the caller, by `secure`. */
  write<T>(work: () => T): T;
  /** What those who wrote wait for before they answer; absent where nothing. */
  secure?: (callers: number) => Promise<void>;
  /** Something was committed. */
  touch(): void;
  /** Resolves once what is committed is on the disk, whatever the durability. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface WalKeeperDeps {
  db: Database;
  durability: Durability;
  /** Holds the writers of the log up, or lets them go again. */
  hold(held: boolean): void;
  /** Hears what goes wrong in the background. */
  failed(error: unknown): void;
  logger?: Logger | undefined;
}

/**
 * With `power` SQLite syncs at each commit (`synchronous = FULL`), on this thread, except for what is written by
 * `write`: that is synced beside, for many at once.
 */
export function createWalKeeper({ db, durability, hold, failed, logger }: WalKeeperDeps): WalKeeper {
  const power = durability === "power";
  db.pragma(`synchronous = ${power ? "FULL" : "NORMAL"}`);
  const file = openWalFile(db);
  if (!file)
    return {
      write: (work) => work(),
      touch: () => undefined,
      settled: async () => undefined,
      close: async () => undefined,
    };

  const checkpoints = createCheckpoints(db, {
    hold,
    failed: (reason) => logger?.warn({ reason }, "the write-ahead log could not be copied into the database"),
  });
  const background = createBackgroundSync(async () => {
    checkpoints.check();
    if (!power) await file.sync();
  }, failed);
  const secure = power ? createPowerSync(file.sync, () => performance.now()).synced : undefined;

  function unsynced<T>(work: () => T): T {
    db.pragma("synchronous = NORMAL");
    try {
      return work();
    } finally {
      db.pragma("synchronous = FULL");
    }
  }

  return {
    write: power ? unsynced : (work) => work(),
    ...(secure ? { secure } : {}),
    settled: () => (secure ? secure(1) : background.settled()),
    touch: background.touch,
    close: () => {
      background.close();
      file.close();
      return checkpoints.close();
    },
  };
}
