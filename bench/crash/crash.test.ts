import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { openLog } from "../../core/serve/testing/open-log.ts";
import { temporaryFolder } from "../../core/testing/temporary.ts";
import { check } from "./check.ts";
import { lacking } from "./faults.ts";
import { troubleHealers } from "./healing/run.ts";
import { crash } from "./run.ts";
import { twoEngines } from "./two-engines.ts";

vi.setConfig({ testTimeout: 240_000 });

const KEPT = { missing: [], twice: [], damage: [], unexpected: [] };
/** Short versions of `npm run test:crash`. With this seed the first fault ends before the kill. */
const short = { connections: 4, seed: 7 };

describe("kill -9 loses nothing that was acknowledged", () => {
  test("process, twice", async () => {
    const report = await crash({ ...short, kills: 2, durability: "process", fault: "none" });
    expect(report).toMatchObject({ ...KEPT, unlogged: 0, refused: 0 });
    expect(report.acknowledged).toBeGreaterThan(0);
  });
  test("power", async () => {
    const report = await crash({ ...short, kills: 1, durability: "power", fault: "none" });
    expect(report).toMatchObject({ ...KEPT, unlogged: 0, refused: 0 });
    expect(report.acknowledged).toBeGreaterThan(0);
  });
});

test.skipIf(lacking("ENOSPC"))("a full disk: answers that are not kept say so, and it recovers", async () => {
  const report = await crash({ ...short, kills: 1, durability: "process", fault: "ENOSPC" });
  expect(report).toMatchObject(KEPT);
  expect(report.unlogged).toBeGreaterThan(0);
});

test.skipIf(lacking("EIO"))("a failing disk and durability power: what is not kept is refused", async () => {
  const report = await crash({ ...short, kills: 1, durability: "power", fault: "EIO" });
  expect(report).toMatchObject({ ...KEPT, unlogged: 0 });
  expect(report.refused).toBeGreaterThan(0);
});

test("a healer that is killed ends as one that is not", async () => {
  const report = await troubleHealers({
    trouble: "kill",
    random: 1,
    step: 400,
    seed: 7,
    scenarios: ["the world turns round"],
  });
  expect(report.different).toEqual([]);
  expect(report.lives).toBeGreaterThan(1);
});

test.skipIf(lacking("ENOSPC"))("a healer whose disk is full for a while ends as one whose disk is not", async () => {
  const report = await troubleHealers({
    ...{ trouble: "full", random: 0, step: 240, seed: 7 },
    scenarios: ["the unit changes"],
  });
  expect(report.different).toEqual([]);
  expect(report.lives).toBeGreaterThan(0);
});

test.each([
  ["an hour back", "the world turns round, and the new version starts as a canary"],
  ["a week forward", "the world turns round, and nobody answers"],
] as const)("a healer whose clock is set %s ends as one whose clock is not", async (trouble, scenario) => {
  const report = await troubleHealers({ trouble, random: 0, step: 140, seed: 7, scenarios: [scenario] });
  expect(report.different).toEqual([]);
  expect(report.lives).toBeGreaterThan(0);
});

test("of two engines on one folder one works, and a lock whose holder was killed binds nobody", async () => {
  expect(await twoEngines(1)).toEqual([]);
});

/** A log of three rows, the last two sent by one request, and an outcome. */
async function stored(): Promise<string> {
  const path = join(temporaryFolder(), "homeostat.db");
  using open = openLog(path);
  const row = { at: 1, model: "m", version: "v0001", status: "ok" as const, output: '{"prediction":1}', request: null };
  const marks = { a: "1", b: "2", c: "2" };
  await open.log.append(Object.entries(marks).map(([id, note]) => ({ id, ...row, input: JSON.stringify({ note }) })));
  open.log.feedback([{ prediction_id: "a", outcome: 7 }]);
  return path;
}

test("the check sees what is missing, what was changed, and what is there twice", async () => {
  const path = await stored();
  const rows = new Map(Object.entries({ a: "1", b: "1", gone: "3" }));
  const outcomes = new Map(Object.entries({ a: 7, b: 8 }));
  expect(check(path, { rows, outcomes })).toEqual({
    ...{ missing: ["b", "gone", "outcome of b"], twice: ["2"], damage: [], untold: 0 },
  });
});

test("the check refuses what is no database", async () => {
  const path = join(temporaryFolder(), "homeostat.db");
  writeFileSync(path, "neither rows nor pages");
  expect(() => check(path, { rows: new Map(), outcomes: new Map() })).toThrow("not a database");
});
