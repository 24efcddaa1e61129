import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ModelSchema, Task } from "../../contract/index.ts";
import { type Table, takeRows } from "../../data/index.ts";
import type { Labels } from "../learners/learner.ts";
import type { FittedModel, Link, Predictor, Tree } from "../model.ts";
import { fitEncodings, type InputKind } from "../preprocess/index.ts";
import { randomBlend } from "../testing/random-blend.ts";
import { randomLinear, randomTrees } from "../testing/random-predictor.ts";
import { longTailed, randomSchema, randomTable } from "../testing/random-table.ts";
import { exportModel } from "./export.ts";
import { hostileRows } from "./hostile-rows.ts";

const INPUTS: InputKind[] = ["dense", "curved", "native"];
const TASKS: Task[] = ["binary", "multiclass", "regression"];

function labelsOf(table: Table, schema: ModelSchema): Labels {
  const column = table.columns.find(({ name }) => name === schema.target)!;
  if (column.kind === "text")
    return {
      task: schema.task as "binary" | "multiclass",
      values: Int32Array.from(column.codes),
      classes: schema.classes.length,
    };
  return { task: "regression", values: column.values };
}

const links: Record<Task, Link[]> = {
  binary: ["sigmoid", "identity"],
  multiclass: ["softmax", "identity"],
  regression: ["identity", "exponential"],
};

function outputsOf(task: Task, link: Link): number {
  if (task === "multiclass") return 3;
  return task === "binary" && link === "identity" ? 2 : 1;
}

const wrap = (schema: ModelSchema, encodings: FittedModel["encodings"], predictor: Predictor): FittedModel => ({
  format: 1,
  task: schema.task,
  classes: schema.classes,
  positive: schema.positive,
  learner: "gradient_boosting",
  parameters: {},
  encodings,
  predictor,
  target: schema.task === "regression" ? { center: 20_000, scale: 7000 } : { center: 0, scale: 1 },
  threshold: null,
  interval: null,
});

describe("a random model and its export agree on every row", () => {
  test.each(TASKS)("%s", async (task) => {
    const schema = randomSchema(task);
    const property = fc.asyncProperty(fc.nat(1_000_000), fc.constantFrom(...INPUTS), async (seed, input) => {
      const plain = randomTable(task, 120, seed);
      const table = input === "curved" ? longTailed(plain) : plain;
      const { encodings, matrix } = fitEncodings(schema.features, table, input, labelsOf(table, schema), seed);
      for (const link of links[task]) {
        const outputs = outputsOf(task, link);
        const trees = wrap(schema, encodings, randomTrees(matrix, outputs, link, seed));
        // A curve may differ in its last digit, which is nothing to a slope, and everything to a threshold.
        if (input !== "curved")
          expect((await exportModel(trees, schema, table)).parity.max_rel_error).toBeLessThan(1e-5);
        if (link === "identity" && outputs > 1) continue;
        const linear = wrap(
          schema,
          encodings,
          input !== "native"
            ? randomLinear(matrix, outputs, link, seed)
            : { kind: "constant", outputs: new Array(outputs).fill(0.3), link },
        );
        expect((await exportModel(linear, schema, table)).parity.max_rel_error).toBeLessThanOrEqual(
          input === "curved" ? 1e-6 : 1e-9,
        );
      }
    });
    await fc.assert(property, { numRuns: 12 });
  });
});

test.each(TASKS)(
  "a random blend, calibrated where it answers probabilities, and its export agree: %s",
  async (task) => {
    const schema = randomSchema(task);
    const property = fc.asyncProperty(fc.nat(1_000_000), async (seed) => {
      const table = randomTable(task, 120, seed);
      const { parity } = await exportModel(randomBlend(schema, table, labelsOf(table, schema), seed), schema, table);
      expect(parity.max_rel_error).toBeLessThanOrEqual(1e-5);
    });
    await fc.assert(property, { numRuns: 8 });
  },
);

describe("the gate", () => {
  const schema = randomSchema("multiclass");
  const table = randomTable("multiclass", 100, 2);
  const { encodings } = fitEncodings(schema.features, table, "native", labelsOf(table, schema), 2);

  test("refuses a model that float32 cannot carry", async () => {
    // 2^24 + 1 is no float32: the class that is ahead by 1 loses its lead in the export.
    const leaf = (value: number, output: number): Tree => ({
      feature: Int32Array.of(-1),
      threshold: new Float32Array(1),
      left: new Int32Array(1),
      right: new Int32Array(1),
      missingLeft: new Uint8Array(1),
      values: Float64Array.of(value),
      width: 1,
      output,
      cover: Float64Array.of(1),
    });
    const trees = [leaf(2 ** 24 + 1, 0), leaf(2 ** 24, 1), leaf(0, 2)];
    const predictor: Predictor = { kind: "trees", trees, base: [0, 0, 0], aggregate: "sum", link: "softmax" };
    await expect(exportModel(wrap(schema, encodings, predictor), schema, table)).rejects.toMatchObject({
      code: "PARITY_FAILED",
      details: { limit: 1e-5 },
    });
  });

  test("many training rows are sampled", async () => {
    const many = takeRows(
      table,
      Int32Array.from({ length: 21_000 }, (_, row) => row % 100),
    );
    const model = wrap(schema, encodings, { kind: "constant", outputs: [1, 2, 1], link: "softmax" });
    const { parity } = await exportModel(model, schema, many, { most: 20_000 });
    expect(parity.rows).toBe(20_000 + hostileRows(schema, many).rows);
  });
});
