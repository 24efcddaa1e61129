import { describe, expect, test } from "vitest";
import type { LearnerName } from "../../contract/index.ts";
import { type CellValue, tableOf } from "../../data/index.ts";
import { type FittedModel, refit, score } from "../../train/index.ts";
import { LEARNERS } from "../../train/learners/index.ts";
import { randomSchema, randomTable } from "../../train/testing/random-table.ts";
import { riskModel, riskSchema, salesModel, salesSchema } from "../testing/tiny-models.ts";
import { tinyService } from "../testing/tiny-service.ts";
import { explainRow } from "./explain.ts";

describe("what each feature added", () => {
  test("linear: in the unit of the target, a category by its level", async () => {
    expect(await explainRow(salesModel(1), salesSchema, [75, "North"])).toEqual({
      base_value: 110,
      explained_scale: "value",
      contributions: [
        { feature: "price", value: 75, contribution: 10 },
        { feature: "region", value: "North", contribution: 20 },
      ],
    });
  });

  test("trees: in log-odds of the positive class", async () => {
    const { base_value, contributions, explained_class } = await explainRow(riskModel, riskSchema, [150, null]);
    expect(explained_class).toBe(1);
    // Six of eight training rows had −1, two had 2; half of them were over 50.
    expect(base_value).toBeCloseTo(-0.25 + 0.25, 12);
    expect(contributions.map(({ contribution }) => contribution)).toEqual([2.25, -0.25]);
  });

  test("a class of a forest: in its share of the votes", async () => {
    const leaf = (no: number, yes: number) => [no, yes];
    const forest = {
      ...riskModel,
      predictor: {
        ...{ kind: "trees" as const, base: [0, 0], aggregate: "mean" as const, link: "identity" as const },
        trees: [120, 140].map((threshold) => ({
          feature: Int32Array.of(0, -1, -1),
          threshold: Float32Array.of(threshold, 0, 0),
          left: Int32Array.of(1, 0, 0),
          right: Int32Array.of(2, 0, 0),
          missingLeft: Uint8Array.of(1, 0, 0),
          values: Float64Array.of(0, 0, ...leaf(0.9, 0.1), ...leaf(0.2, 0.8)),
          ...{ width: 2, output: 0, cover: Float64Array.of(4, 2, 2) },
        })),
      },
    };
    const { base_value, contributions } = await explainRow(forest, riskSchema, [130, 40]);
    expect(base_value).toBeCloseTo(0.45, 12);
    // One tree says 0.8, the other 0.1.
    expect(base_value + contributions[0]!.contribution).toBeCloseTo(0.45, 12);
    expect(contributions[1]!.contribution).toBe(0);
  });
});

describe("a blend of fitted models: contributions add up to its answer before calibration", () => {
  test.each([
    ["regression", "ridge"],
    ["binary", "logistic_regression"],
    ["multiclass", "logistic_regression"],
  ] as const)("%s", async (task, linear) => {
    const schema = randomSchema(task);
    const table = randomTable(task, 200, 4);
    const settings = (name: LearnerName, changes = {}) => ({ ...LEARNERS[name].defaults, ...changes });
    const recipe: FittedModel = {
      ...{ ...riskModel, task, classes: schema.classes, positive: schema.positive, learner: "blend", parameters: {} },
      members: [
        { learner: "gradient_boosting", parameters: settings("gradient_boosting", { trees: 12 }), weight: 0.5 },
        { learner: "extra_trees", parameters: settings("extra_trees", { trees: 5 }), weight: 0.3 },
        { learner: linear, parameters: settings(linear), weight: 0.2 },
      ],
    };
    const model = refit(recipe, table, schema, { seed: 1, threads: 1 });
    const calibration = { slope: 0.7, offsets: schema.classes.map((_, k) => k / 10), smoothing: 0.01 };
    const served = task === "regression" ? model : { ...model, calibration };
    const rows: CellValue[][] = [
      [0.3, 160, "Bern", "shop 3", "true", 1.5e12],
      [-2, null, "Oslo", null, "false", null],
    ];
    for (const row of rows) {
      const { base_value, contributions, explained_class } = await explainRow(served, schema, row);
      const answer = score(model, tableOf(schema, [row])).values[Math.max(0, model.classes.indexOf(explained_class!))]!;
      const added = contributions.reduce((sum, { contribution }) => sum + contribution, 0);
      expect(Math.abs(base_value + added - answer) / Math.max(1, Math.abs(answer))).toBeLessThan(1e-6);
      expect(contributions.filter(({ contribution }) => contribution !== 0).length).toBeGreaterThan(2);
    }
  });
});

test("?explain=true adds them to a single answer, and they add up to it", async () => {
  await using service = await tinyService();
  service.models.promote("sales", await service.models.addSales(0));
  await service.sessions.open("sales");
  const ask = (url: string) =>
    service.app.inject({ method: "POST", url, payload: { price: 60, region: "North" } }).then((reply) => reply.json());
  const { prediction, contributions, base_value } = await ask("/predict?explain=true");
  const added = contributions.reduce(
    (sum: number, { contribution }: { contribution: number }) => sum + contribution,
    0,
  );
  expect(base_value + added).toBeCloseTo(prediction, 6);
  expect(await ask("/predict")).not.toHaveProperty("contributions");
});
