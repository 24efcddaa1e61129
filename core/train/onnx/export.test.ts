import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ModelSchema, Task } from "../../contract/index.ts";
import type { Table } from "../../data/index.ts";
import type { Labels } from "../learners/learner.ts";
import type { FittedModel, Link, Predictor } from "../model.ts";
import { fitEncodings } from "../preprocess/index.ts";
import { randomLinear, randomTrees } from "../testing/random-predictor.ts";
import { randomSchema, randomTable } from "../testing/random-table.ts";
import { exportModel } from "./export.ts";

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
  regression: ["identity"],
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
    const property = fc.asyncProperty(fc.nat(1_000_000), fc.constantFrom("dense", "native"), async (seed, input) => {
      const table = randomTable(task, 120, seed);
      const { encodings, matrix } = fitEncodings(schema.features, table, input, labelsOf(table, schema), seed);
      for (const link of links[task]) {
        const outputs = outputsOf(task, link);
        const trees = wrap(schema, encodings, randomTrees(matrix, outputs, link, seed));
        const { parity } = await exportModel(trees, schema, table);
        expect(parity.max_rel_error).toBeLessThanOrEqual(1e-5);
        if (link === "identity" && outputs > 1) continue;
        const linear = wrap(
          schema,
          encodings,
          input === "dense"
            ? randomLinear(matrix, outputs, link, seed)
            : { kind: "constant", outputs: new Array(outputs).fill(0.3), link },
        );
        expect((await exportModel(linear, schema, table)).parity.max_rel_error).toBeLessThanOrEqual(1e-9);
      }
    });
    await fc.assert(property, { numRuns: 12 });
  });
});
