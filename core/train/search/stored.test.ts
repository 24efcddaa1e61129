/** A table that is not held in memory: the same model of it, byte for byte. */
import { describe, expect, test } from "vitest";
import type { Progress, Task } from "../../contract/index.ts";
import { viewColumns } from "../../data/index.ts";
import { inFile } from "../../testing/stored.ts";
import type { TrainPlan } from "../plan.ts";
import { serializeModel } from "../serialize.ts";
import { randomSchema, randomTable } from "../testing/random-table.ts";
import { trainInWorker } from "../worker/index.ts";
import { train } from "./train.ts";

const plan = (task: Task, changes: Partial<TrainPlan> = {}): TrainPlan => ({
  schema: randomSchema(task),
  learners: ["gradient_boosting"],
  search: false,
  budget: 600,
  trials: 1,
  holdout: 0.2,
  time: [],
  seed: 1,
  threads: 1,
  ...changes,
});

describe("a table in a file", () => {
  test.each([
    ["binary", { search: true }],
    ["multiclass", { time: ["day"] }],
    ["regression", { group: "shop" }],
  ] satisfies [Task, Partial<TrainPlan>][])(
    "%s: the model, its metrics and its statistics are those of the table in memory",
    async (task, changes) => {
      const table = randomTable(task, 600, 4);
      const asked = plan(task, changes);
      const memory = await train(table, asked);
      const file = await train(inFile(table), asked);
      expect(serializeModel(file.model)).toBe(serializeModel(memory.model));
      expect(Buffer.compare(file.onnx, memory.onnx)).toBe(0);
      for (const part of ["metrics", "intervals", "importance", "inspection", "statistics", "holdout"] as const)
        expect(file[part]).toEqual(memory[part]);
      expect(file.parity).toEqual(memory.parity);
      expect(file.warnings).toEqual([expect.stringContaining("too large")]);
    },
  );

  test("leaves out the learners that need it whole, and says so", async () => {
    const { leaderboard, model } = await trainInWorker(
      inFile(randomTable("binary", 300, 2)),
      plan("binary", { learners: undefined }),
    );
    expect(model.learner).toBe("gradient_boosting");
    const skipped = leaderboard.filter(({ status }) => status === "skipped");
    expect(skipped.map(({ learner }) => learner)).toContain("logistic_regression");
    expect(new Set(skipped.map(({ reason }) => reason))).toEqual(
      new Set(["the table is too large to be held in memory"]),
    );
  });

  test("is searched on a sample of its rows, and says all along how far it is", async () => {
    const seen: Progress[] = [];
    const large = viewColumns(inFile(randomTable("binary", 51_000, 3)), ["value", "city", "target"]);
    const schema = randomSchema("binary");
    const features = schema.features.filter(({ name }) => name === "value" || name === "city");
    const asked = plan("binary", { search: true, schema: { ...schema, features } });
    const { metrics } = await train(large, asked, { onProgress: (progress) => seen.push(progress) });
    expect(metrics.roc_auc).toBeGreaterThan(0.8);
    const shares = seen.map(({ done }) => done);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(seen.filter(({ stage }) => stage.startsWith("fitting")).length).toBeGreaterThan(50);
  });
});
