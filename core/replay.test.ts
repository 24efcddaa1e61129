import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ReplayReport } from "./contract/index.ts";
import { decide } from "./decide/index.ts";
import type { DecisionRecord } from "./heal/index.ts";
import { type ReplayOptions, replay } from "./replay.ts";
import { createRng } from "./shared/index.ts";
import { hasSharedData, sharedData } from "./testing/shared-data.ts";
import { temporaryFolder } from "./testing/temporary.ts";

/** y rises with x until `change`, and falls with it from there on. The time column runs backwards in the file. */
function streamFile(rows: number, change: number): string {
  const rng = createRng(5);
  const lines = Array.from({ length: rows }, (_, row) => {
    const [x, z] = [rng.normal(), rng.normal()];
    const y = (row < change ? 2 : -2) * x + z + 0.3 * rng.normal();
    return `${row},${x.toFixed(4)},${z.toFixed(4)},${row === 700 ? "" : y.toFixed(4)}`;
  });
  const path = join(temporaryFolder(), "stream.csv");
  writeFileSync(path, `at,x,z,y\n${lines.reverse().join("\n")}\n`);
  return path;
}

/** Two classes that look as they always did; the second becomes much more frequent from `change` on. */
function priorShiftFile(rows: number, change: number): string {
  const rng = createRng(8);
  const lines = Array.from({ length: rows }, (_, row) => {
    const y = rng.next() < (row < change ? 0.3 : 0.85) ? "yes" : "no";
    const middle = y === "yes" ? 0.7 : -0.7;
    return `${(middle + rng.normal()).toFixed(4)},${(middle + rng.normal()).toFixed(4)},${y}`;
  });
  const path = join(temporaryFolder(), "prior.csv");
  writeFileSync(path, `x,z,y\n${lines.join("\n")}\n`);
  return path;
}

const OPTIONS = {
  ...{ target: "y", time: ["at"], exclude: ["at"], read: {}, initial: 0.2, block: 200, delay: 1 },
  ...{ policy: "automatic" as const, oracle: true, budget: 5, search: false, learners: ["linear_regression" as const] },
  ...{ threads: 1, seed: 3, shuffle: false },
};

/** Decisions are pure: each comes out the same when it is made again from what was stored. */
function decideAgain(decisions: readonly DecisionRecord[]): void {
  expect(decisions.length).toBeGreaterThan(0);
  for (const { facts, diagnosis, history, policy, at, decision } of decisions)
    expect(decide(facts, diagnosis, history, policy, at)).toEqual(decision);
}

const run = (changes: Partial<ReplayOptions> & { file: string }): Promise<ReplayReport> =>
  replay({ ...OPTIONS, onDecisions: decideAgain, ...changes });

describe("replay", () => {
  test("counts rows and blocks as documented", async () => {
    const report = await run({ file: streamFile(2101, 9999) });
    // One row has no target; floor(0.2 × 2100) train; the last 80 rows fill no block.
    expect(report).toMatchObject({ rows: 2100, initial: 420, block: 200, delay: 1 });
    expect(report.blocks).toHaveLength(8);
    expect(ReplayReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
    expect((await run({ file: streamFile(2101, 9999), initial: 500, oracle: false })).initial).toBe(500);
  });

  test("heals a changed world, late by as much as the outcomes", async () => {
    const { blocks, summary } = await run({ file: streamFile(2800, 1400) });
    expect(summary.metric).toBe("rmse");
    expect(summary.gap_closed).toBeGreaterThan(0.7);
    expect(summary.promotions).toBeGreaterThanOrEqual(1);
    expect(summary.oracle).toBeLessThan(summary.never!);
    // Before the change is known nobody can do better than never.
    const changed = blocks.findIndex(({ never }) => never! > 2);
    for (const { appliance, never } of blocks.slice(0, changed + 1)) expect(appliance).toBeCloseTo(never!, 1);
    expect(blocks.some(({ diagnosis }) => diagnosis === "concept_drift")).toBe(true);
    const means = (of: "never" | "appliance") => blocks.reduce((sum, block) => sum + block[of]!, 0) / blocks.length;
    expect(summary.never).toBeCloseTo(means("never"), 12);
    expect(summary.appliance).toBeCloseTo(means("appliance"), 12);
  });

  test("a prior shift is answered by corrected odds, without training", async () => {
    const { summary, blocks } = await run({
      ...{ file: priorShiftFile(6000, 3000), time: undefined, exclude: [], learners: ["logistic_regression"] },
      ...{ initial: 0.25, block: 500 },
    });
    const answered = blocks.find(({ decision }) => decision === "reweight")!;
    expect(answered.diagnosis).toBe("prior_shift");
    expect(blocks[answered.block]!.version).toBe("v0002");
    expect(summary.log_loss!.appliance).toBeLessThan(summary.log_loss!.never! - 0.03);
  });

  test("outcomes that come later heal later", async () => {
    const file = streamFile(2800, 1400);
    const soon = await run({ file, oracle: false });
    const late = await run({ file, oracle: false, delay: 3 });
    expect(late.summary.appliance).toBeGreaterThan(soon.summary.appliance!);
    expect(late.summary.appliance).toBeLessThan(late.summary.never!);
  });

  test("a third of the outcomes heals too, and a block is seen with the version that answers it", async () => {
    const versions: string[] = [];
    const { summary, blocks } = await run({
      ...{ file: streamFile(4800, 2400), oracle: false, block: 400, arrival: { known: 0.3, wrong: 0.01 } },
      onBlock: ({ live }) => versions.push(live.version),
    });
    expect(summary.appliance).toBeLessThan(0.9 * summary.never!);
    expect(versions).toEqual(blocks.map(({ version }) => version));
  });

  test("the same rows shuffled raise no alarm, and do no harm", async () => {
    const { summary } = await run({ file: streamFile(2800, 1400), shuffle: true, oracle: false });
    expect(summary.alarms).toBe(0);
    expect(summary.appliance).toBeLessThanOrEqual(summary.never! * 1.01);
    expect(summary).toMatchObject({ oracle: null, gap_closed: null, log_loss: null });
  });

  test("an observing policy changes nothing", async () => {
    const { summary, blocks } = await run({ file: streamFile(2000, 1000), policy: "observe", oracle: false });
    expect(summary).toMatchObject({ retrains: 0, promotions: 0, incidents: 0 });
    expect(summary.appliance).toBe(summary.never);
    for (const { version, decision } of blocks)
      expect([version, ["keep", "watch"].includes(decision)]).toEqual(["v0001", true]);
  });

  test("the same seed gives the same run", async () => {
    const file = streamFile(1800, 900);
    const [one, two] = [await run({ file }), await run({ file })];
    expect({ ...one, seconds: 0 }).toEqual({ ...two, seconds: 0 });
  });

  test("a stream without a whole block is refused, with what to do", async () => {
    await expect(run({ file: streamFile(300, 999), block: 300 })).rejects.toMatchObject({ code: "WRONG_USE" });
  });

  test.skipIf(!hasSharedData)("[needs the shared tables] a table of classes has accuracy and log loss", async () => {
    const { summary } = await run({
      ...{ file: sharedData("titanic.csv"), target: "Survived", initial: 0.5, block: 100 },
      ...{ time: undefined, exclude: [], oracle: false, learners: ["logistic_regression"] },
    });
    expect(summary).toMatchObject({ metric: "accuracy", higher_is_better: true });
    expect(summary.never).toBeGreaterThan(0.7);
    expect(summary.log_loss?.never).toBeLessThan(0.7);
  });
});
