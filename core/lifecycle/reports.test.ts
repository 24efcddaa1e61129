import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { DriftReport } from "../contract/index.ts";
import { open } from "../heal/index.ts";
import { MODEL, openWorld, rowsOf, type World } from "../heal/testing/world.ts";
import { compareTables } from "../observe/index.ts";
import { storeCheck } from "./checks.ts";
import { keepIncidentReport, keepScheduledReport, keptReports, reportNow, showReport } from "./reports.ts";

const DAY = 86_400_000;
const worlds: World[] = [];
afterEach(async () => {
  for (const each of worlds.splice(0)) await each.close();
});

async function watched(): Promise<{ loop: World["context"]; clock: World["clock"]; check(seed: number): void }> {
  const world = await openWorld("automatic", { report_schedule: "0 6 * * 1", reports_kept: 2 });
  worlds.push(world);
  const { context, clock } = world;
  const check = (seed: number) => {
    const report = compareTables(rowsOf(1, 300, 1), rowsOf(1, 100, seed));
    storeCheck(context, MODEL, { at: clock.now(), version: "v0001", report, performance: null, look: 1, wealth: 0 });
  };
  return { loop: context, clock, check };
}

test("a report is kept on schedule, once a tick, where a window has closed; old ones go", async () => {
  const { loop, clock, check } = await watched();
  clock.advance(8 * DAY);
  expect(keepScheduledReport(loop, MODEL)).toBeNull();
  check(2);
  const first = keepScheduledReport(loop, MODEL)!;
  expect(first).toMatchObject({
    model: MODEL,
    version: "v0001",
    occasion: "schedule",
    verdict: "no_drift",
    columns: 3,
  });
  expect(first.name).toMatch(/^data_drift_\d{8}T\d{9}Z$/);
  expect(keepScheduledReport(loop, MODEL)).toBeNull();
  clock.advance(7 * DAY);
  expect(keepScheduledReport(loop, MODEL)).toBeNull();
  for (const seed of [3, 4]) {
    check(seed);
    expect(keepScheduledReport(loop, MODEL)).not.toBeNull();
    clock.advance(7 * DAY);
  }
  expect(keptReports(loop, { model: MODEL })).toHaveLength(2);
  expect(existsSync(join(loop.dir.reports, `${first.name}.html`))).toBe(false);
  expect(readdirSync(loop.dir.reports)).toHaveLength(4);
});

test("the report of the newest check is kept once, when someone asks for it", async () => {
  const { loop, clock, check } = await watched();
  expect(() => reportNow(loop, MODEL)).toThrow(expect.objectContaining({ code: "REPORT_NOT_FOUND" }));
  check(2);
  clock.advance(60_000);
  const first = reportNow(loop, MODEL);
  expect(first).toMatchObject({ occasion: "request", incident: null, columns: 3 });
  expect(reportNow(loop, MODEL)).toEqual(first);
  clock.advance(DAY);
  check(3);
  expect(reportNow(loop, MODEL).name).not.toBe(first.name);
});

test("an incident's report says why, stands beside its figures, and is gone when its file is", async () => {
  const { loop, check } = await watched();
  check(5);
  const incident = open(loop, {
    ...{ model: MODEL, diagnosis: "benign_drift", evidence: ["x <moved>."], features: ["x"], champion: "v0001" },
    ...{ decision: { kind: "hold", reasons: ["a person decides"] }, detectedMs: null },
  })!;
  keepIncidentReport(loop, MODEL, incident);
  keepIncidentReport(loop, MODEL, incident);
  const [second, first] = keptReports(loop, { incident: incident.id });
  expect(second!.name).toBe(`${first!.name}_2`);
  const { html, report, path } = showReport(loop, first!.name);
  expect(html).toContain("The incident: benign drift");
  expect(html).toContain("x &lt;moved&gt;.");
  expect(readFileSync(path, "utf8")).toBe(html);
  expect(DriftReport.parse(report).features).toHaveLength(3);
  rmSync(path);
  expect(() => showReport(loop, first!.name)).toThrow(expect.objectContaining({ code: "REPORT_NOT_FOUND" }));
  expect(() => showReport(loop, "../homeostat")).toThrow(expect.objectContaining({ code: "REPORT_NOT_FOUND" }));
  expect(keptReports(loop, { model: "another" })).toEqual([]);
});
