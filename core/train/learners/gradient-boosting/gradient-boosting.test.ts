import { describe, expect, test } from "vitest";
import { createRng } from "../../../shared/index.ts";
import { contextOf, evaluateAll, learnable, lossOf } from "../../../testing/learner-contract.ts";
import type { Matrix, Predictor, Tree } from "../../model.ts";
import type { Labels, Parameters } from "../learner.ts";
import { gradientBoosting } from "./gradient-boosting.ts";

const boosted = (matrix: Matrix, labels: Labels, changes: Parameters = {}, seed = 7): Predictor =>
  gradientBoosting.fit(matrix, labels, { ...gradientBoosting.defaults, ...changes }, contextOf({ seed }));

const treesOf = (predictor: Predictor): Tree[] => {
  if (predictor.kind !== "trees") throw new Error(`a ${predictor.kind} has no trees`);
  return predictor.trees;
};

const leafOf = (tree: Tree, matrix: Matrix, row: number): number => {
  let node = 0;
  for (let at = tree.feature[0]!; at >= 0; at = tree.feature[node]!) {
    const x = matrix.columns[at]!.values[row]!;
    const codes = tree.leftCodes?.[node];
    const isLeft = Number.isNaN(x)
      ? tree.missingLeft[node] === 1
      : codes
        ? codes.includes(x)
        : x <= tree.threshold[node]!;
    node = isLeft ? tree.left[node]! : tree.right[node]!;
  }
  return node;
};

describe("the finished trees cut as the binned ones did", () => {
  test.each(["binary", "multiclass", "regression"] as const)("%s: as many rows reach each leaf as grew it", (task) => {
    const { matrix, labels } = learnable(gradientBoosting, task, 2000);
    for (const tree of treesOf(boosted(matrix, labels, { trees: 20 }))) {
      const reached = new Float64Array(tree.feature.length);
      for (let row = 0; row < matrix.rows; row++) reached[leafOf(tree, matrix, row)]!++;
      for (let node = 0; node < tree.feature.length; node++)
        if (tree.feature[node]! < 0) expect(reached[node]).toBe(tree.cover[node]);
    }
  });
});

test("the first regression tree's leaves are the learning rate times the mean of their rows", () => {
  const { matrix, labels } = learnable(gradientBoosting, "regression", 500);
  const predictor = boosted(matrix, labels, { trees: 1, learning_rate: 0.1 });
  const [tree] = treesOf(predictor);
  const mean = Array.from(labels.values).reduce((sum, y) => sum + y, 0) / 500;
  const sums = new Float64Array(tree!.feature.length);
  for (let row = 0; row < 500; row++) sums[leafOf(tree!, matrix, row)]! += labels.values[row]! - mean;
  for (let node = 0; node < sums.length; node++)
    if (tree!.feature[node]! < 0) expect(tree!.values[node]).toBeCloseTo((0.1 * sums[node]!) / tree!.cover[node]!, 9);
});

describe("the limits of a tree hold", () => {
  const { matrix, labels } = learnable(gradientBoosting, "regression", 1000);

  test("leaves, and rows in each", () => {
    for (const tree of treesOf(boosted(matrix, labels, { trees: 5, leaves: 7, min_leaf_rows: 40 }))) {
      const leaves = [...tree.feature.keys()].filter((node) => tree.feature[node]! < 0);
      expect(leaves.length).toBeLessThanOrEqual(7);
      for (const leaf of leaves) expect(tree.cover[leaf]).toBeGreaterThanOrEqual(40);
    }
  });

  test("depth", () => {
    const depth = (tree: Tree, node = 0): number =>
      tree.feature[node]! < 0 ? 0 : 1 + Math.max(depth(tree, tree.left[node]), depth(tree, tree.right[node]));
    for (const tree of treesOf(boosted(matrix, labels, { trees: 5, max_depth: 2 })))
      expect(depth(tree)).toBeLessThanOrEqual(2);
  });

  test("a setting out of range is refused by name", () => {
    expect(() => boosted(matrix, labels, { learning_rate: 0 })).toThrow(/learning_rate/);
    expect(() => boosted(matrix, labels, { trees: 1.5 })).toThrow(/trees/);
  });
});

describe("samples of rows and columns", () => {
  const problem = learnable(gradientBoosting, "binary", 800);
  const settings = { trees: 30, row_share: 0.7, column_share: 0.5 };

  test("follow the seed", () => {
    expect(boosted(problem.matrix, problem.labels, settings, 1)).toEqual(
      boosted(problem.matrix, problem.labels, settings, 1),
    );
    expect(boosted(problem.matrix, problem.labels, settings, 1)).not.toEqual(
      boosted(problem.matrix, problem.labels, settings, 2),
    );
  });

  test("learn too", () => {
    const one = boosted(problem.matrix, problem.labels, { trees: 1 });
    expect(lossOf(boosted(problem.matrix, problem.labels, settings), problem)).toBeLessThan(lossOf(one, problem));
  });
});

describe("missing cells", () => {
  const rng = createRng(2);
  const values = Float32Array.from({ length: 400 }, (_, row) => (row % 4 === 0 ? Number.NaN : rng.next()));
  const matrix: Matrix = { rows: 400, columns: [{ name: "x", feature: "x", values }] };

  test.each([
    ["low", 0],
    ["high", 1],
  ])("go where their target belongs: with the %s values", (_, side) => {
    const target = Float64Array.from(values, (x) => (Number.isNaN(x) ? side : x > 0.5 ? 1 : 0));
    const [tree] = treesOf(boosted(matrix, { task: "regression", values: target }, { trees: 1 }));
    expect(tree!.missingLeft[0]).toBe(1 - side);
  });

  test("can be split off by themselves", () => {
    const target = Float64Array.from(values, (x) => (Number.isNaN(x) ? 5 : 0));
    const [tree] = treesOf(boosted(matrix, { task: "regression", values: target }, { trees: 1 }));
    expect([tree!.feature.length, tree!.cover[tree!.right[0]!]]).toEqual([3, 100]);
  });

  test("that come only later go with the larger side", () => {
    const full: Matrix = { rows: 400, columns: [{ name: "x", feature: "x", values: values.map((_, row) => row) }] };
    const target = Float64Array.from({ length: 400 }, (_, row) => (row < 300 ? 0 : 1));
    const [tree] = treesOf(boosted(full, { task: "regression", values: target }, { trees: 1 }));
    expect([tree!.threshold[0], tree!.missingLeft[0]]).toEqual([299.5, 1]);
  });
});

describe("categories", () => {
  const levels = 20;
  const codes = Float32Array.from({ length: 2000 }, (_, row) => row % levels);
  const matrix: Matrix = { rows: 2000, columns: [{ name: "kind", feature: "kind", values: codes, levels }] };
  const odd = Float64Array.from(codes, (code) => code % 2);

  test("of one effect are found together in one split", () => {
    const [tree] = treesOf(boosted(matrix, { task: "regression", values: odd }, { trees: 1 }));
    expect(tree!.feature).toHaveLength(3);
    const left = [...tree!.leftCodes![0]!];
    expect(left).toHaveLength(10);
    expect(new Set(left.map((code) => code % 2)).size).toBe(1);
  });

  test("more than 255 of them still separate the frequent ones", () => {
    const many = Float32Array.from({ length: 6000 }, (_, row) => (row % 2 === 0 ? row % 8 : row % 1000));
    const target = Float64Array.from(many, (code) => (code === 4 ? 1 : 0));
    const wide: Matrix = { rows: 6000, columns: [{ name: "kind", feature: "kind", values: many, levels: 1000 }] };
    const predictor = boosted(wide, { task: "regression", values: target }, { trees: 50 });
    const guesses = evaluateAll(predictor, wide).map(([guess]) => guess!);
    expect(Math.max(...guesses.map((guess, row) => Math.abs(guess - target[row]!)))).toBeLessThan(0.1);
  });
});
