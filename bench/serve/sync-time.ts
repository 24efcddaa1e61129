/** What one sync costs on the disk of a folder: the limit of durability `power`. */
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { median } from "./statistics.ts";

const TIMES = 100;
/** What a commit of a few rows appends to SQLite's log. */
const BYTES = 3 * 4096;

/** Median milliseconds of appending a commit's worth and syncing it. */
export function syncTime(folder: string): number {
  const path = join(folder, "sync-time");
  const file = openSync(path, "w");
  const block = Buffer.alloc(BYTES, 1);
  try {
    const times = Array.from({ length: TIMES }, () => {
      writeSync(file, block);
      const started = performance.now();
      fdatasyncSync(file);
      return performance.now() - started;
    });
    return median(times);
  } finally {
    closeSync(file);
    rmSync(path);
  }
}
