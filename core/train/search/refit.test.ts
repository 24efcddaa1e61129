import { describe, expect, test } from "vitest";
import { takeRows } from "../../data/index.ts";
import { evaluate } from "../evaluate/index.ts";
import { score } from "../reference/index.ts";
import { serializeModel } from "../serialize.ts";
import { randomSchema, randomTable } from "../testing/random-table.ts";
import { refit } from "./refit.ts";
import { labelledRows } from "./rows.ts";
import { train } from "./train.ts";

const schema = randomSchema("regression");
const plan = { schema, search: false, budget: 10, holdout: 0.2, time: [], seed: 1, threads: 1 };
const options = { seed: 1, threads: 1 };

describe("refit", async () => {
  const table = randomTable("regression", 300, 1);
  const { model } = await train(table, { ...plan, learners: ["gradient_boosting"] });

  test("on the same rows with the same seed it is the same model", () => {
    expect(serializeModel(refit(model, table, schema, options))).toBe(serializeModel(model));
  });

  test("it learns other rows; recipe, threshold and interval stay", () => {
    const shifted = randomTable("regression", 300, 5);
    const target = shifted.columns.at(-1)!;
    if (target.kind === "number") target.values.set(target.values.map((x) => x + 1e6));
    const fresh = refit({ ...model, threshold: 0.3 }, shifted, schema, options);
    expect(fresh).toMatchObject({ learner: model.learner, parameters: model.parameters, threshold: 0.3 });
    expect(fresh.interval).toEqual(model.interval);
    const { metrics } = evaluate(score(fresh, shifted), labelledRows(shifted, schema).target, "regression");
    expect(metrics.r2).toBeGreaterThan(0.7);
  });

  test("rows of weight 0 teach nothing; rows without a target are left out with their weights", () => {
    const half = takeRows(
      table,
      Int32Array.from({ length: 150 }, (_, row) => row),
    );
    const holed = takeRows(
      table,
      Int32Array.from({ length: 300 }, (_, row) => row),
    );
    const target = holed.columns.at(-1)!;
    if (target.kind === "number") target.values.fill(Number.NaN, 150);
    const weights = Float64Array.from({ length: 300 }, (_, row) => 1 + (row % 2));
    const expected = refit(model, half, schema, { ...options, weights: weights.slice(0, 150) });
    expect(serializeModel(refit(model, holed, schema, { ...options, weights }))).toBe(serializeModel(expected));
  });

  test("a wrong number of weights is refused, a cancel obeyed", () => {
    expect(() => refit(model, table, schema, { ...options, weights: new Float64Array(3) })).toThrow(
      "3 weights for 300",
    );
    expect(() => refit(model, table, schema, { ...options, cancelled: () => true })).toThrow("Cancelled");
  });
});
