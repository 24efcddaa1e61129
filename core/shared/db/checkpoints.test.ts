import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { eventually } from "../../testing/eventually.ts";
import { type CheckpointLimits, createCheckpoints, pendingFrames } from "./checkpoints.ts";
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

/** Checkpoints that tell what they did. */
function watched(limits?: CheckpointLimits) {
  const holds: boolean[] = [];
  const failures: string[] = [];
  const checkpoints = createCheckpoints(db, {
    hold: (held) => holds.push(held),
    failed: (reason) => failures.push(reason),
    ...(limits ? { limits } : {}),
  });
  return { checkpoints, holds, failures };
}

test("a steady stream of writes goes on while the log is copied and begins anew, again and again", async () => {
  const { checkpoints, holds, failures } = watched({ enough: 20, long: 60, longest: 10_000 });
  let written = 0;
  for (let begunAnew = 0, before = 0; begunAnew < 5; before = pendingFrames(db).log) {
    if (!holds.at(-1)) written++;
    if (!holds.at(-1)) insert();
    checkpoints.check();
    if (pendingFrames(db).log < before) begunAnew++;
    await turn();
  }
  await checkpoints.close();
  expect(failures).toEqual([]);
  for (const [i, held] of holds.entries()) expect(held).toBe(i % 2 === 0);
  expect(db.prepare("SELECT count(*) FROM big").pluck().get()).toBe(written);
  expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
});

test("writers are held up once the log is long and little is left to copy", async () => {
  const { checkpoints, holds } = watched({ enough: 10, long: 20, longest: 10_000 });
  for (let i = 0; i < 10; i++) insert();
  checkpoints.check();
  expect(holds).toEqual([]);
  await eventually(() => expect(holds).toEqual([true, false]));
  const { log, checkpointed } = pendingFrames(db);
  expect(checkpointed).toBe(log);
  insert();
  expect(pendingFrames(db).log).toBeLessThan(log);
  await checkpoints.close();
});

test("a few pages are left alone", () => {
  const { checkpoints } = watched();
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
    const checkpoints = createCheckpoints(db, { failed: (reason) => console.error(reason), hold: () => undefined }, { enough: 1, long: 60, longest: 60 });
    checkpoints.check();
    await checkpoints.close();
    console.log("closed");`;
  const file = join(folder, "script.mjs");
  writeFileSync(file, script);
  const ran = spawnSync(process.execPath, [file], { encoding: "utf8" });
  expect(ran).toMatchObject({ status: 0, stdout: "closed\n" });
});

test("writers of a log that is far too long wait at once, and are let go where it cannot be copied", async () => {
  const { checkpoints, holds, failures } = watched({ enough: 1, long: 1, longest: 1 });
  rmSync(folder, { recursive: true, force: true });
  checkpoints.check();
  expect(holds).toEqual([true]);
  await eventually(() => expect(holds).toEqual([true, false]));
  expect(failures).toHaveLength(1);
  await checkpoints.close();
});
