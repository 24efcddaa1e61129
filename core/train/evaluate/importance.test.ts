import { describe, expect, test } from "vitest";
import type { FittedModel } from "../model.ts";
import { score } from "../reference/index.ts";
import { randomTable } from "../testing/random-table.ts";
import { permutationImportance } from "./importance.ts";

const numeric = (feature: string) =>
  ({ kind: "numeric", feature, impute: 0, center: 0, scale: 1, indicator: false }) as const;

const model: FittedModel = {
  format: 1,
  task: "regression",
  classes: [],
  positive: null,
  learner: "ridge",
  parameters: {},
  encodings: [numeric("value"), numeric("height")],
  predictor: { kind: "linear", weights: [Float64Array.of(2, 0)], bias: [1], link: "identity" },
  target: { center: 0, scale: 1 },
  threshold: null,
  interval: null,
};

describe("permutation importance", () => {
  const table = randomTable("regression", 300, 1);
  const truth = score(model, table).values;

  test("a feature that the model uses has all of it, one that it ignores or never saw none", () => {
    expect(permutationImportance(model, ["height", "value", "city"], table, truth, 1)).toEqual([
      { feature: "value", importance: 1 },
      { feature: "city", importance: 0 },
      { feature: "height", importance: 0 },
    ]);
  });

  test("nothing matters to a constant", () => {
    const constant = {
      ...model,
      predictor: { kind: "constant", outputs: [1], link: "identity" },
    } satisfies FittedModel;
    const shares = permutationImportance(constant, ["value", "height"], table, truth, 1);
    expect(shares.map(({ importance }) => importance)).toEqual([0, 0]);
  });
});
