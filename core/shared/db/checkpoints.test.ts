import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { eventually } from "../../testing/eventually.ts";
import { createCheckpoints, pendingFrames } from "./checkpoints.ts";
import { type Database, openDatabase } from "./open.ts";

let folder: string;
let db: Database;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "homeostat-checkpoints-"));
  db = openDatabase(join(folder, "homeostat.db"));
  db.exec("CREATE TABLE big (seq INTEGER PRIMARY KEY, text TEXT)");
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const insert = (): void => void db.prepare("INSERT INTO big (text) VALUES (?)").run("x".repeat(10_000));

test("enough pages are copied beside the writer, and a log that is too long begins anew", async () => {
  const failures: string[] = [];
  const checkpoints = createCheckpoints(db, (reason) => failures.push(reason), { enough: 20, most: 60 });
  let longest = 0;
  let shortened = 0;
  await eventually(() => {
    const before = pendingFrames(db).log;
    insert();
    checkpoints.check();
    const { log } = pendingFrames(db);
    longest = Math.max(longest, log);
    if (log < before) shortened++;
    expect(shortened).toBeGreaterThan(2);
  });
  await checkpoints.close();
  expect(failures).toEqual([]);
  expect(longest).toBeGreaterThan(20);
  expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
});

test("a few pages are left alone", () => {
  const checkpoints = createCheckpoints(db, (reason) => expect.unreachable(reason), { enough: 1000, most: 2000 });
  insert();
  checkpoints.check();
  expect(pendingFrames(db).checkpointed).toBe(0);
});

test("a process with nothing else to do ends once they are closed, and not before", () => {
  const script = `
    import { createCheckpoints } from ${JSON.stringify(new URL("./checkpoints.ts", import.meta.url).href)};
    import { openDatabase } from ${JSON.stringify(new URL("./open.ts", import.meta.url).href)};
    const db = openDatabase(${JSON.stringify(join(folder, "other.db"))});
    db.exec("CREATE TABLE big (text TEXT)");
    const checkpoints = createCheckpoints(db, (reason) => console.error(reason), { enough: 1, most: 60 });
    checkpoints.check();
    await checkpoints.close();
    console.log("closed");`;
  const file = join(folder, "script.mjs");
  writeFileSync(file, script);
  const ran = spawnSync(process.execPath, [file], { encoding: "utf8" });
  expect(ran).toMatchObject({ status: 0, stdout: "closed\n" });
});

test("a thread that cannot work says why", async () => {
  const failures: string[] = [];
  const checkpoints = createCheckpoints(db, (reason) => failures.push(reason), { enough: 1, most: 60 });
  // Nobody may copy while another checkpoint is under way; a read-only folder would do as well, but not for root.
  db.exec("DROP TABLE big");
  rmSync(folder, { recursive: true, force: true });
  checkpoints.check();
  await eventually(() => expect(failures.length).toBeGreaterThan(0));
  await checkpoints.close();
});
