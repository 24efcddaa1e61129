import { InferenceSession } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { LearnerName, Task } from "../../contract/index.ts";
import { takeRows } from "../../data/index.ts";
import { LEARNERS } from "../learners/index.ts";
import { decideLabels, score } from "../reference/index.ts";
import { fitModel } from "../search/fit-model.ts";
import { labelledRows } from "../search/rows.ts";
import { randomSchema, randomTable } from "../testing/random-table.ts";
import { exportModel, toFeeds } from "./index.ts";

const smaller = (name: LearnerName) => {
  const { defaults } = LEARNERS[name];
  return "trees" in defaults ? { ...defaults, trees: name === "ml_random_forest" ? 3 : 12 } : defaults;
};

const cases = LearnerName.options.flatMap((name) =>
  Task.options.filter((task) => LEARNERS[name].tasks.includes(task)).map((task) => [name, task] as const),
);

describe("every learner's model, with categories, dates and missing cells, is exported exactly", () => {
  test.each(cases)("%s, %s", async (name, task) => {
    const schema = randomSchema(task);
    const table = randomTable(task, 240, 3);
    const options = { seed: 1, threads: 1, cancelled: () => false, now: () => 0 };
    const { model: fitted } = fitModel(LEARNERS[name], smaller(name), labelledRows(table, schema), schema, options);
    const model = { ...fitted, threshold: task === "binary" ? 0.35 : null };
    const { onnx, parity } = await exportModel(model, schema, table);
    expect(parity.rows).toBeGreaterThan(table.rows);
    expect(parity.max_rel_error).toBeLessThanOrEqual(1e-6);
    if (task === "regression") return;

    const session = await InferenceSession.create(onnx, { logSeverityLevel: 3 });
    const few = takeRows(table, [0, 1, 2, 3, 4]);
    const { label } = await session.run(toFeeds(schema, few));
    const expected = Array.from(decideLabels(model, score(model, few)), (k) => String(schema.classes[k]));
    expect(label!.data).toEqual(expected);
    await session.release();
  });
});
