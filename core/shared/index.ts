/** What every stage may lean on: time, randomness, ids, logs, files, the database. */
import "./no-telemetry.ts";

export * from "./clock.ts";
export * from "./cron.ts";
export * from "./data-dir.ts";
export { createCheckpoints } from "./db/checkpoints.ts";
export * from "./db/lock.ts";
export * from "./db/open.ts";
export * from "./db/timekeeping.ts";
export * from "./distributions.ts";
export * from "./files.ts";
export * from "./ids.ts";
export * from "./logger.ts";
export * from "./rng.ts";
export * from "./steady-clock.ts";
export * from "./thread.ts";
