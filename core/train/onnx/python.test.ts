/** Exported models opened by Python's onnxruntime: the file is what others can use, not what this runtime forgives. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { LearnerName, Task } from "../../contract/index.ts";
import { takeRows } from "../../data/index.ts";
import { pythonWith, runPython } from "../../testing/python.ts";
import { temporaryFolder } from "../../testing/temporary.ts";
import { LEARNERS } from "../learners/index.ts";
import { decideLabels, score } from "../reference/index.ts";
import { fitModel } from "../search/fit-model.ts";
import { labelledRows } from "../search/rows.ts";
import { randomSchema, randomTable } from "../testing/random-table.ts";
import { exportModel, outputNames, toFeeds } from "./index.ts";

const CASES: [LearnerName, Task][] = [
  ["gradient_boosting", "binary"],
  ["gradient_boosting", "regression"],
  ["random_forest", "multiclass"],
  ["logistic_regression", "multiclass"],
  ["ridge", "regression"],
];

const python = pythonWith("onnxruntime");

describe.skipIf(python === null)("Python's onnxruntime (skipped where Python has none)", () => {
  test("opens every kind of model and answers what the reference predictor does", async () => {
    const folder = temporaryFolder();
    const cases = [];
    const expected: { values: number[][]; labels: string[] | null; output: string }[] = [];
    for (const [name, task] of CASES) {
      const schema = randomSchema(task);
      const table = randomTable(task, 240, 3);
      const learner = LEARNERS[name];
      const parameters = "trees" in learner.defaults ? { ...learner.defaults, trees: 12 } : learner.defaults;
      const options = { seed: 1, threads: 1, cancelled: () => false, now: () => 0 };
      const { model } = fitModel(learner, parameters, labelledRows(table, schema), schema, options);
      const file = join(folder, `${name}-${task}.onnx`);
      writeFileSync(file, (await exportModel(model, schema, table)).onnx);
      const few = takeRows(
        table,
        Int32Array.from({ length: 50 }, (_, row) => row),
      );
      const feeds = Object.entries(toFeeds(schema, few)).map(([feature, { type, data }]) => [
        feature,
        { type, data: Array.from(data as ArrayLike<number | string>, (x) => (Number.isNaN(x) ? null : x)) },
      ]);
      cases.push({ model: file, feeds: Object.fromEntries(feeds) });
      const scores = score(model, few);
      const { outputs, values } = scores;
      const names = outputNames(schema.features.map((feature) => feature.name));
      expected.push({
        values: Array.from({ length: 50 }, (_, row) => [...values.subarray(row * outputs, (row + 1) * outputs)]),
        labels:
          task === "regression" ? null : Array.from(decideLabels(model, scores), (k) => String(schema.classes[k])),
        output: task === "regression" ? names.value : names.probabilities,
      });
    }
    const list = join(folder, "cases.json");
    writeFileSync(list, JSON.stringify(cases));
    const script = new URL("./onnx_client.py", import.meta.url).pathname;
    const { answers } = (await runPython(python!, script, [list])) as { answers: Record<string, unknown>[] };
    expect(answers).toHaveLength(CASES.length);
    for (const [at, { values, labels, output }] of expected.entries()) {
      const found = answers[at]![output] as number[][];
      for (const [row, own] of values.entries())
        for (const [k, value] of own.entries())
          expect(Math.abs(found[row]![k]! - value)).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(value)));
      if (labels) expect(answers[at]!.label).toEqual(labels);
    }
  });
});
