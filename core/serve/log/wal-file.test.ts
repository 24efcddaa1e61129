import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Database, openDatabase } from "../../shared/index.ts";
import { openWalFile } from "./wal-file.ts";

const disk = vi.hoisted(() => ({ failures: 0, syncs: 0 }));
vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  return {
    ...fs,
    fdatasync: (handle: number, done: (error: Error | null) => void) => {
      disk.syncs++;
      if (disk.failures-- > 0) done(new Error("EIO"));
      else fs.fdatasync(handle, done);
    },
  };
});

let folder: string;
let db: Database;
beforeEach(() => {
  Object.assign(disk, { failures: 0, syncs: 0 });
  folder = mkdtempSync(join(tmpdir(), "homeostat-wal-"));
  db = openDatabase(join(folder, "homeostat.db"));
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const framesInLog = (): number => (db.pragma("wal_checkpoint(NOOP)") as { log: number }[])[0]!.log;

test("after a sync that failed the log begins anew, since later syncs of it would prove nothing", async () => {
  const file = openWalFile(db)!;
  await file.sync();
  db.exec("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
  disk.failures = 1;
  await expect(file.sync()).rejects.toThrow("EIO");
  expect(framesInLog()).toBeGreaterThan(0);
  await file.sync();
  expect(framesInLog()).toBe(0);
  expect(disk.syncs).toBe(3);
  db.exec("INSERT INTO t VALUES (2)");
  await file.sync();
  expect(framesInLog()).toBeGreaterThan(0);
  file.close();
});

test("a database in memory has no such file", () => {
  const memory = openDatabase(":memory:");
  expect(openWalFile(memory)).toBeNull();
  memory.close();
});
