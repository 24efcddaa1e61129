import { afterEach, describe, expect, test, vi } from "vitest";
import { LearnerName, type Progress, type Task } from "../../contract/index.ts";
import { learnSchema, propose, readTable, type Table, takeColumns, takeRows } from "../../data/index.ts";
import { createRng } from "../../shared/index.ts";
import { hasSharedData, sharedData } from "../../testing/shared-data.ts";
import { evaluate } from "../evaluate/index.ts";
import { LEARNERS } from "../learners/index.ts";
import type { TrainPlan } from "../plan.ts";
import { score } from "../reference/index.ts";
import { serializeModel } from "../serialize.ts";
import { randomSchema, randomTable } from "../testing/random-table.ts";
import { labelledRows } from "./rows.ts";
import { train } from "./train.ts";

const QUICK: LearnerName[] = ["ridge", "logistic_regression", "decision_tree"];

const plan = (task: Task, changes: Partial<TrainPlan> = {}): TrainPlan => ({
  schema: randomSchema(task),
  learners: QUICK,
  search: true,
  budget: 600,
  trials: 4,
  holdout: 0.2,
  time: [],
  seed: 1,
  threads: 1,
  ...changes,
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe("train", () => {
  test.each(["binary", "multiclass", "regression"] as const)("%s, end to end", async (task) => {
    const table = randomTable(task, 300, 1);
    const trained = await train(table, plan(task));
    const { model, metrics, intervals, primary_metric, leaderboard, holdout, importance } = trained;
    expect(trained).toMatchObject({ beats_baseline: true, fitted_on: "all", warnings: [] });
    expect(holdout).toEqual({ rows: 60, split: task === "regression" ? "random" : "stratified" });
    expect(trained.parity.max_rel_error).toBeLessThanOrEqual(1e-5);
    expect(metrics[primary_metric]).toBe(leaderboard[0]!.metrics![primary_metric]);
    const [low, high] = intervals[primary_metric]!;
    expect(low).toBeLessThanOrEqual(metrics[primary_metric]!);
    expect(high).toBeGreaterThanOrEqual(metrics[primary_metric]!);
    expect(leaderboard.map(({ rank }) => rank)).toEqual(leaderboard.map((_, at) => at + 1));
    expect(leaderboard[0]!.learner).toBe(model.learner);
    expect(leaderboard.map(({ learner }) => learner)).toContain("baseline");
    expect(importance.reduce((sum, { importance: share }) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(importance[0]!.feature).toBe("value");
    expect(trained.statistics.value).toMatchObject({ rows: 300 });
    expect(score(model, table).values).toHaveLength(300 * (task === "multiclass" ? 3 : task === "binary" ? 2 : 1));
  });

  test("the rows that judged it are kept with what was said of them; with a search of few rows all, each left out once", async () => {
    const classes = await train(randomTable("binary", 300, 1), plan("binary", { search: false }));
    expect(classes.held_out.table.columns.map(({ name }) => name)).not.toContain(randomSchema("binary").target);
    const judged = evaluate(classes.held_out.scores, classes.held_out.truth, "binary").metrics;
    expect(judged).toEqual(classes.metrics);
    const { held_out, model } = await train(randomTable("regression", 300, 1), plan("regression"));
    expect(held_out.truth).toHaveLength(300);
    const seen = score(model, held_out.table).values;
    const error = (said: Float64Array) => said.reduce((sum, x, row) => sum + (x - held_out.truth[row]!) ** 2, 0);
    expect(error(held_out.scores.values)).toBeGreaterThan(error(seen));
  });

  test("the same rows, plan and seed give the same bytes; another seed another model", async () => {
    const table = randomTable("binary", 200, 2);
    const [first, second, other] = await Promise.all([1, 1, 2].map((seed) => train(table, plan("binary", { seed }))));
    expect(serializeModel(second!.model)).toBe(serializeModel(first!.model));
    expect(Buffer.from(second!.onnx).equals(Buffer.from(first!.onnx))).toBe(true);
    expect(second!.metrics).toEqual(first!.metrics);
    expect(second!.intervals).toEqual(first!.intervals);
    expect(other!.metrics).not.toEqual(first!.metrics);
  });

  test("without search each learner is fitted once with its plain defaults, and the holdout ranks them", async () => {
    const fit = vi.spyOn(LEARNERS.decision_tree, "fit");
    const { leaderboard, model, primary_metric } = await train(
      randomTable("binary", 200, 2),
      plan("binary", { search: false }),
    );
    const scores = leaderboard.filter(({ status }) => status === "ok").map(({ metrics }) => metrics![primary_metric]!);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(fit).toHaveBeenCalledTimes(model.learner === "decision_tree" ? 2 : 1);
    expect(model.parameters).toEqual(LEARNERS[LearnerName.parse(model.learner)].defaults);
  });

  test("a learner of another task is skipped and says why", async () => {
    const { leaderboard } = await train(randomTable("binary", 100, 2), plan("binary", { search: false }));
    expect(leaderboard.find(({ learner }) => learner === "ridge")).toMatchObject({
      status: "skipped",
      reason: "not for a binary task",
    });
  });

  test("ml_random_forest is shown where it can be, and skipped with its reason where there are too many rows", async () => {
    const many = randomTable("binary", 2600, 2);
    const named = await train(
      many,
      plan("binary", { search: false, learners: ["logistic_regression", "ml_random_forest"] }),
    );
    expect(named.leaderboard.at(-1)).toMatchObject({ learner: "ml_random_forest", status: "skipped", rank: 3 });
    expect(named.leaderboard.at(-1)!.reason).toMatch(/2,000 rows/);
  });

  test("noise is no model: it does not beat the baseline, and says so", async () => {
    const verdicts: boolean[] = [];
    for (const task of ["binary", "regression"] as const)
      for (let seed = 0; seed < 4; seed++) {
        const noise = randomTable(task, 250, seed, { signal: 0 });
        const trained = await train(noise, plan(task, { seed, search: false }));
        verdicts.push(trained.beats_baseline);
        if (!trained.beats_baseline) expect(trained.warnings[0]).toMatch(/baseline/);
      }
    expect(verdicts.filter((better) => better).length).toBeLessThanOrEqual(1);
  });

  test("a learner that throws is listed as failed, the others go on", async () => {
    vi.spyOn(LEARNERS.logistic_regression, "fit").mockImplementation(() => {
      throw new RangeError("does not converge");
    });
    const { leaderboard, model, warnings } = await train(randomTable("binary", 200, 2), plan("binary"));
    expect(model.learner).toBe("decision_tree");
    expect(leaderboard.find(({ learner }) => learner === "logistic_regression")).toMatchObject({
      status: "failed",
      reason: "does not converge",
    });
    expect(warnings).toContain("logistic_regression failed: does not converge");
  });

  test("where all of them throw, it is an error with the reasons", async () => {
    for (const name of QUICK)
      vi.spyOn(LEARNERS[name], "fit").mockImplementation(() => {
        throw new RangeError("broken");
      });
    const ended = expect(train(randomTable("binary", 100, 2), plan("binary"))).rejects;
    await ended.toMatchObject({ code: "NO_LEARNER", message: expect.stringContaining("decision_tree: broken") });
  });

  test("a cancel ends it between trials, and inside a fit", async () => {
    const table = randomTable("binary", 200, 2);
    const seen: Progress[] = [];
    const context = { onProgress: (progress: Progress) => seen.push(progress), cancelled: () => seen.length >= 3 };
    await expect(train(table, plan("binary"), context)).rejects.toMatchObject({ code: "CANCELLED" });
    expect(seen.at(-1)!.done).toBeLessThan(0.9);
  });

  test("progress never goes back, and ends at 1 with the leaderboard", async () => {
    const seen: Progress[] = [];
    await train(randomTable("binary", 150, 2), plan("binary"), { onProgress: (progress) => seen.push(progress) });
    expect(seen.map(({ done }) => done)).toEqual(seen.map(({ done }) => done).toSorted((a, b) => a - b));
    expect(seen.at(-1)).toMatchObject({ done: 1, leaderboard: [{ rank: 1 }, { rank: 2 }, { rank: 3 }, { rank: 4 }] });
  });

  test("the trials and the budget limit how much is tried", async () => {
    const table = randomTable("binary", 150, 2);
    const one = await train(table, plan("binary", { trials: 1 }));
    const reasons = (trained: typeof one) => trained.leaderboard.map(({ reason }) => reason).filter(Boolean);
    expect(reasons(one)).toContain("the number of trials was reached");
    let clock = 0;
    const slow = await train(table, plan("binary", { budget: 1, trials: undefined }), { now: () => (clock += 400) });
    expect(reasons(slow)).toContain("the time budget was used up");
    expect(slow.model.learner).toBe("logistic_regression");
  });

  test("where several together are better beyond noise, their blend is the model; named learners are never blended", async () => {
    vi.spyOn(LEARNERS.ml_random_forest, "limit").mockReturnValue("too slow for a test");
    const table = randomTable("regression", 600, 1);
    const { learners: _, ...free } = plan("regression", { trials: 3 });
    const { model, leaderboard, metrics, parity, importance } = await train(table, free);
    expect(model.learner).toBe("blend");
    expect(model.members!.length).toBeGreaterThan(1);
    const [first, second] = leaderboard;
    expect(first).toMatchObject({ rank: 1, learner: "blend", metrics, parameters: { members: model.members } });
    expect(first!.validation!).toBeLessThan(second!.validation!);
    expect(parity.max_rel_error).toBeLessThanOrEqual(1e-5);
    expect(importance[0]!.importance).toBeGreaterThan(0);
    const learners = model.members!.map(({ learner }) => learner);
    expect((await train(table, { ...free, learners })).model.learner).not.toBe("blend");
  });

  test("costs move the decision threshold of a binary model", async () => {
    const { model, metrics } = await train(
      randomTable("binary", 200, 2),
      plan("binary", { search: false, cost: { FP: 1, FN: 9 } }),
    );
    expect(model.threshold).toBe(0.1);
    expect(metrics.recall).toBeGreaterThan(metrics.precision!);
  });

  test("with a time column the newest rows judge", async () => {
    const table = randomTable("regression", 200, 2);
    const { holdout } = await train(table, plan("regression", { time: ["day"] }));
    expect(holdout).toEqual({ rows: 40, split: "time" });
  });

  test("rows of their own can judge; the model is then the one that they judged", async () => {
    const table = randomTable("regression", 240, 2);
    const rows = Int32Array.from({ length: 240 }, (_, row) => row);
    const { holdout, statistics, model, interval } = await train(
      takeRows(table, rows.slice(0, 200)),
      plan("regression", { holdout: takeRows(table, rows.slice(200)) }),
    ).then((trained) => ({ ...trained, interval: trained.model.interval }));
    expect(holdout).toEqual({ rows: 40, split: "file" });
    expect(statistics.value).toMatchObject({ rows: 200 });
    expect(model.threshold).toBeNull();
    expect(interval!.coverage).toBe(0.9);
  });

  test("the conformal interval holds its coverage on new rows", async () => {
    const { model } = await train(randomTable("regression", 600, 2), plan("regression"));
    const fresh = labelledRows(randomTable("regression", 2000, 99), randomSchema("regression"));
    const { values } = score(model, fresh.table);
    const inside = values.filter((value, row) => Math.abs(value - fresh.target[row]!) <= model.interval!.radius);
    expect(inside.length / 2000).toBeGreaterThan(0.87);
    expect(inside.length / 2000).toBeLessThan(0.93);
  });

  test.each([
    ["TOO_FEW_ROWS", (table: Table) => takeRows(table, [0, 1, 2])],
    ["TARGET_CONSTANT", (table: Table) => takeRows(table, new Array(20).fill(3))],
    ["COLUMN_NOT_FOUND", (table: Table) => ({ ...table, columns: table.columns.slice(0, -1) })],
  ])("%s", async (code, change) => {
    await expect(train(change(randomTable("binary", 50, 1)), plan("binary"))).rejects.toMatchObject({ code });
  });
});

describe.skipIf(!hasSharedData)("on a real table (skipped where ../shared/data is absent)", () => {
  test("Pima: zeros are missing, and a few trials already rank patients well", async () => {
    const read = await readTable(sharedData("pima_indians_diabetes.csv"));
    const proposal = propose(read, { target: "Outcome" });
    const table = takeColumns(read.table, [...proposal.features, proposal.target]);
    const schema = learnSchema(table, proposal, read.missing, {});
    let sum = 0;
    for (const seed of [1, 2, 3]) {
      const { metrics } = await train(table, plan("binary", { schema, seed, learners: ["logistic_regression"] }));
      sum += metrics.roc_auc!;
    }
    expect(sum / 3).toBeGreaterThan(0.79);
  });

  test.each([
    ["boston_housing.csv", "medv"],
    ["winequality-red.csv", "quality"],
  ])(
    "%s, %s: intervals for 90 of a hundred hold 88 to 92 of new rows, on the mean of 20 resplits",
    async (file, target) => {
      const read = await readTable(sharedData(file));
      const proposal = propose(read, { target, task: "regression" });
      const table = takeColumns(read.table, [...proposal.features, target]);
      let covered = 0;
      let judged = 0;
      for (let seed = 0; seed < 20; seed++) {
        const order = createRng(seed).shuffle(Int32Array.from({ length: table.rows }, (_, row) => row));
        const seen = takeRows(table, order.slice(table.rows * 0.2));
        const schema = learnSchema(seen, proposal, read.missing, {});
        const { model } = await train(seen, plan("regression", { schema, seed, learners: ["ridge"], trials: 1 }));
        const fresh = labelledRows(takeRows(table, order.slice(0, table.rows * 0.2)), schema);
        const { values } = score(model, fresh.table);
        covered += values.filter((value, row) => Math.abs(value - fresh.target[row]!) <= model.interval!.radius).length;
        judged += values.length;
      }
      expect(covered / judged).toBeGreaterThan(0.88);
      expect(covered / judged).toBeLessThan(0.92);
    },
  );
});
