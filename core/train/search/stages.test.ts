import { expect, test } from "vitest";
import { LEARNERS } from "../learners/index.ts";
import type { Predictor } from "../model.ts";
import { encode } from "../preprocess/index.ts";
import { scoreMatrix } from "../reference/index.ts";
import { randomSchema, randomTable } from "../testing/random-table.ts";
import { fitModel } from "./fit-model.ts";
import { labelledRows } from "./rows.ts";
import { bestRounds, checkpoints, type Stage, stagesOf } from "./stages.ts";

const options = { seed: 1, threads: 1, cancelled: () => false, now: () => 0 };

test("the numbers of rounds that are looked at grow by a fifth and end at the most there are", () => {
  expect(checkpoints(20)).toEqual([10, 12, 14, 17, 20]);
  expect(checkpoints(5)).toEqual([5]);
  expect(checkpoints(1000).length).toBeLessThan(30);
});

test.each(["binary", "multiclass", "regression"] as const)("%s: a stage is what a shorter fit says", (task) => {
  const schema = randomSchema(task);
  const rows = labelledRows(randomTable(task, 200, 1), schema);
  const test = labelledRows(randomTable(task, 80, 2), schema);
  const learner = LEARNERS.gradient_boosting;
  const fitted = (trees: number) => fitModel(learner, { ...learner.defaults, trees }, rows, schema, options).model;
  const model = fitted(20);
  const stages = stagesOf(model, encode(model.encodings, test.table), test.target, 20);
  expect(stages.map(({ rounds }) => rounds)).toEqual([10, 12, 14, 17, 20]);
  const short = fitted(12);
  const expected = scoreMatrix(short, encode(short.encodings, test.table));
  stages[1]!.scores.values.forEach((value, at) => {
    expect(value).toBeCloseTo(expected.values[at]!, 9);
  });
});

test("a model without rounds has one stage; a constant boosted one says the same at each", () => {
  const schema = randomSchema("regression");
  const rows = labelledRows(randomTable("regression", 60, 1), schema);
  const { model } = fitModel(LEARNERS.ridge, { alpha: 1 }, rows, schema, options);
  const matrix = encode(model.encodings, rows.table);
  expect(stagesOf(model, matrix, rows.target, null)).toHaveLength(1);
  const constant: Predictor = { kind: "constant", outputs: [0], link: "identity" };
  const stages = stagesOf({ ...model, predictor: constant }, matrix, rows.target, 14);
  expect(stages.map(({ rounds, loss }) => [rounds, loss])).toEqual([10, 12, 14].map((at) => [at, stages[0]!.loss]));
});

test("the folds choose together, the fewest of equals, and only what all of them have", () => {
  const fold = (losses: Record<number, number>): Stage[] =>
    Object.entries(losses).map(([rounds, loss]) => ({
      rounds: Number(rounds),
      loss,
      scores: { outputs: 1, values: new Float64Array(0) },
    }));
  const [one, two] = [fold({ 10: 3, 12: 1, 14: 2 }), fold({ 10: 1, 12: 3, 14: 1 })];
  expect(bestRounds([one])).toBe(12);
  expect(bestRounds([one, two])).toBe(14);
  expect(bestRounds([two])).toBe(10);
  expect(bestRounds([one], [one, fold({ 10: 0, 14: 0 })])).toBe(14);
});
