import { RandomForestClassifier, RandomForestRegression } from "ml-random-forest";
import { expect, test } from "vitest";
import { createRng, deriveSeed } from "../../shared/index.ts";
import { contextOf, evaluateAll, learnable } from "../../testing/learner-contract.ts";
import type { Matrix } from "../model.ts";
import { mlRandomForest } from "./ml-random-forest.ts";

const asRows = (matrix: Matrix): number[][] =>
  Array.from({ length: matrix.rows }, (_, row) => matrix.columns.map(({ values }) => values[row]!));

/** Cells on the trees' own thresholds too: training cells and midpoints between them. */
function probes({ rows, columns }: Matrix): Matrix {
  const rng = createRng(3);
  const mixed = columns.map((one) => ({
    ...one,
    values: Float32Array.from({ length: 2 * rows }, () => {
      const [a, b] = [one.values[rng.int(rows)]!, one.values[rng.int(rows)]!];
      return rng.int(2) === 0 ? a : (a + b) / 2;
    }),
  }));
  return { rows: 2 * rows, columns: mixed };
}

const options = {
  nEstimators: 1,
  maxFeatures: 1,
  replacement: false,
  useSampleBagging: true,
  noOOB: true,
  seed: deriveSeed(7, "tree 0"),
  treeOptions: { minNumSamples: 3 },
};
const parameters = { trees: 1, max_features: 1, min_split_rows: 3 };

test("a translated regression tree predicts what the package does", () => {
  const { matrix, labels } = learnable(mlRandomForest, "regression", 120);
  const theirs = new RandomForestRegression(options);
  theirs.train(asRows(matrix), [...labels.values]);
  const cells = probes(matrix);
  const ours = evaluateAll(mlRandomForest.fit(matrix, labels, parameters, contextOf()), cells);
  expect(ours.map(([value]) => value)).toEqual(theirs.predict(asRows(cells)));
});

test.each(["binary", "multiclass"] as const)("a translated %s tree votes as the package does", (task) => {
  const { matrix, labels } = learnable(mlRandomForest, task, 120);
  const theirs = new RandomForestClassifier(options);
  theirs.train(asRows(matrix), [...labels.values]);
  const cells = probes(matrix);
  const ours = evaluateAll(mlRandomForest.fit(matrix, labels, parameters, contextOf()), cells);
  expect(ours.map((shares) => shares.indexOf(Math.max(...shares)))).toEqual(theirs.predict(asRows(cells)));
});

test("it is skipped over 2,000 rows, with the reason", () => {
  expect(mlRandomForest.limit?.(2000, 5, "binary")).toBeNull();
  expect(mlRandomForest.limit?.(2001, 5, "binary")).toBe("over 2,000 rows: its cost grows with the square");
});

test("weights draw the rows: those without any are not learnt from", () => {
  const { matrix, labels } = learnable(mlRandomForest, "binary", 100);
  const weights = Float64Array.from(labels.values, (label) => (label === 1 ? 1 : 0));
  const shares = evaluateAll(mlRandomForest.fit(matrix, labels, parameters, contextOf({ weights })), matrix);
  for (const [, positive] of shares) expect(positive).toBeCloseTo(1, 12);
});
