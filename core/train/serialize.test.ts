import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HomeostatError } from "../contract/index.ts";
import type { FittedModel } from "./model.ts";
import { fitEncodings } from "./preprocess/index.ts";
import { parseModel, serializeModel } from "./serialize.ts";
import { randomLinear, randomTrees } from "./testing/random-predictor.ts";
import { randomSchema, randomTable } from "./testing/random-table.ts";

const schema = randomSchema("regression");

function randomModel(seed: number, input: "dense" | "native"): FittedModel {
  const table = randomTable("regression", 60, seed);
  const values = Float64Array.from({ length: 60 }, (_, row) => row);
  const { encodings, matrix } = fitEncodings(schema.features, table, input, { task: "regression", values }, seed);
  const make = input === "native" ? randomTrees : randomLinear;
  return {
    format: 1,
    task: "regression",
    classes: ["a", 1, true],
    positive: null,
    learner: "extra_trees",
    parameters: { trees: 3, depth: null, kind: "odd", pruned: false },
    encodings,
    predictor: make(matrix, 1, "identity", seed),
    target: { center: 0.1 + 0.2, scale: 5e-324 },
    threshold: 1 / 3,
    interval: { radius: 2.5, coverage: 0.95 },
  };
}

describe("model.json", () => {
  test("comes back bit for bit", () => {
    const property = fc.property(
      fc.nat(100_000),
      fc.constantFrom("dense" as const, "native" as const),
      (seed, input) => {
        const model = randomModel(seed, input);
        expect(parseModel(serializeModel(model))).toEqual(model);
      },
    );
    fc.assert(property, { numRuns: 40 });
  });

  test("any bits of a float survive, and views on larger buffers", () => {
    const property = fc.property(fc.float64Array({ minLength: 3 }), (weights) => {
      const model = {
        ...randomModel(1, "dense"),
        predictor: { kind: "linear", weights: [weights.subarray(1)], bias: [0], link: "identity" },
      } satisfies FittedModel;
      expect(parseModel(serializeModel(model)).predictor).toEqual(model.predictor);
    });
    fc.assert(property);
  });

  test.each(["", "{", "null", "[]", '{"format":2,"predictor":{},"encodings":[]}', '{"format":1}'])(
    "refuses %j",
    (text) => {
      expect(() => parseModel(text)).toThrow(HomeostatError);
    },
  );
});
