import { describe, expect, test } from "vitest";
import { createRng } from "../../../shared/index.ts";
import { eventually } from "../../../testing/eventually.ts";
import { contextOf, evaluateAll, learnable, lossOf } from "../../../testing/learner-contract.ts";
import { kernels } from "../../kernels/index.ts";
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

test("depth-wise, a level is full before the next begins", () => {
  const { matrix, labels } = learnable(gradientBoosting, "regression", 2000);
  const depths = (tree: Tree, node = 0, depth = 0): number[] =>
    tree.feature[node]! < 0
      ? [depth]
      : [...depths(tree, tree.left[node], depth + 1), ...depths(tree, tree.right[node], depth + 1)];
  const widest = (growth: string) =>
    Math.max(
      ...treesOf(boosted(matrix, labels, { trees: 20, leaves: 4, min_leaf_rows: 5, growth })).map((tree) => {
        const all = depths(tree);
        return Math.max(...all) - Math.min(...all);
      }),
    );
  expect(widest("depth")).toBe(0);
  expect(widest("leaf")).toBeGreaterThan(0);
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

describe("early stopping", () => {
  const noisy = learnable(gradientBoosting, "binary", 800);
  const flipped = Int32Array.from(noisy.labels.values, (label, row) => (row % 3 === 0 ? 1 - label : label));
  const labels: Labels = { task: "binary", classes: 2, values: flipped };
  const settings = { trees: 300, learning_rate: 0.3, min_leaf_rows: 5, early_stopping: 10 };

  test("keeps the trees that the watched rows found best, the first of those that go on", () => {
    const all = treesOf(boosted(noisy.matrix, labels, { ...settings, early_stopping: 299 }));
    const kept = treesOf(boosted(noisy.matrix, labels, settings));
    expect(kept.length).toBeLessThan(60);
    expect(kept).toEqual(all.slice(0, kept.length));
  });

  test("learns nothing from the caller's rows, and watches them", () => {
    const validation = Uint32Array.from({ length: 200 }, (_, at) => 4 * at);
    const other = { ...labels, values: flipped.map((label, row) => (row % 4 === 0 ? 1 - label : label)) };
    const learnt = (of: Labels, changes: Parameters) =>
      gradientBoosting.fit(noisy.matrix, of, { ...settings, ...changes }, contextOf({ validation }));
    expect(learnt(other, { early_stopping: null, trees: 5 })).toEqual(
      learnt(labels, { early_stopping: null, trees: 5 }),
    );
    expect(learnt(other, {})).not.toEqual(learnt(labels, {}));
  });
});

test("class weights are refused for numbers", () => {
  const { matrix, labels } = learnable(gradientBoosting, "regression", 100);
  expect(() => boosted(matrix, labels, { class_weight: "balanced" })).toThrow(/class_weight/);
});

describe("a monotone constraint", () => {
  const { matrix, labels } = learnable(gradientBoosting, "regression", 1500, 3);
  const settings = { trees: 40, min_leaf_rows: 5, learning_rate: 0.3 };

  /** Largest step against `direction` along feature `noise`, from many rows. */
  function worstStep(predictor: Predictor, direction: number): number {
    const steps = 60;
    let worst = 0;
    for (let row = 0; row < 40; row++) {
      const columns = matrix.columns.map((column) => ({
        ...column,
        values: Float32Array.from({ length: steps }, (_, at) =>
          column.name === "noise" ? -3 + at / 10 : column.values[row]!,
        ),
      }));
      const answers = evaluateAll(predictor, { rows: steps, columns }).map(([answer]) => answer!);
      for (let at = 1; at < steps; at++) worst = Math.max(worst, direction * (answers[at - 1]! - answers[at]!));
    }
    return worst;
  }

  test.each([
    ["increasing", 1],
    ["decreasing", -1],
  ])("%s, holds everywhere", (way, direction) => {
    expect(worstStep(boosted(matrix, labels, settings), direction)).toBeGreaterThan(0.01);
    const constrained = boosted(matrix, labels, { ...settings, monotone: JSON.stringify({ noise: way }) });
    expect(worstStep(constrained, direction)).toBeLessThan(1e-12);
  });

  test("still lets the others be learnt", () => {
    const constrained = boosted(matrix, labels, { ...settings, monotone: '{"a":"increasing","b":"decreasing"}' });
    const free = boosted(matrix, labels, settings);
    expect(lossOf(constrained, { matrix, labels })).toBeLessThan(2 * lossOf(free, { matrix, labels }) + 0.05);
  });

  test.each(['{"nobody":"increasing"}', '{"kind":"increasing"}', '{"a":"up"}', "a+", "3"])(
    "%s is refused",
    (monotone) => {
      expect(() => boosted(matrix, labels, { ...settings, monotone })).toThrow(/monotone/);
    },
  );
});

describe("other losses for numbers", () => {
  const rng = createRng(4);
  const values = Float32Array.from({ length: 4000 }, () => rng.next());
  const matrix: Matrix = { rows: 4000, columns: [{ name: "x", feature: "x", values }] };

  test.each([0.1, 0.5, 0.9])("the %d quantile has that share of the rows below it", (quantile) => {
    const target = Float64Array.from(values, (x) => x + (1 + 3 * x) * rng.normal());
    const predictor = boosted(matrix, { task: "regression", values: target }, { loss: "quantile", quantile });
    const answers = evaluateAll(predictor, matrix).map(([answer]) => answer!);
    for (const upper of [false, true]) {
      const rows = [...target.keys()].filter((row) => values[row]! > 0.5 === upper);
      const below = rows.filter((row) => target[row]! <= answers[row]!).length / rows.length;
      expect(Math.abs(below - quantile)).toBeLessThan(0.03);
    }
  });

  test("poisson learns the mean of counts, and its answers are never negative", () => {
    const draw = (mean: number): number => {
      let count = 0;
      for (let left = Math.exp(-mean), product = rng.next(); product > left; product *= rng.next()) count++;
      return count;
    };
    const target = Float64Array.from(values, (x) => draw(0.2 + 6 * x * x));
    const predictor = boosted(matrix, { task: "regression", values: target }, { loss: "poisson" });
    const answers = evaluateAll(predictor, matrix).map(([answer]) => answer!);
    expect(Math.min(...answers)).toBeGreaterThan(0);
    const error = answers.reduce((sum, answer, row) => sum + (answer - (0.2 + 6 * values[row]! ** 2)) ** 2, 0) / 4000;
    expect(error).toBeLessThan(0.2);
    const below: Labels = { task: "regression", values: target.map((count) => count - 1) };
    expect(() => boosted(matrix, below, { loss: "poisson" })).toThrow(/poisson/);
  });
});

describe("threads", () => {
  test.each([
    ["binary", {}],
    ["multiclass", { row_share: 0.7, column_share: 0.8 }],
    ["regression", { loss: "quantile", early_stopping: 3 }],
  ] as const)("%s: the same model, byte for byte, however many", async (task, changes) => {
    const base = learnable(gradientBoosting, task, 24_000);
    const rng = createRng(9);
    const more = Array.from({ length: 20 }, (_, at) => ({
      name: `more ${at}`,
      feature: `more ${at}`,
      values: Float32Array.from({ length: 24_000 }, () => rng.normal()),
    }));
    const matrix: Matrix = { rows: 24_000, columns: [...base.matrix.columns, ...more] };
    const grown = (threads: number) =>
      gradientBoosting.fit(matrix, base.labels, { trees: 4, ...changes }, contextOf({ threads }));
    const alone = grown(1);
    kernels().begin(3);
    await eventually(() => expect(kernels().helpersAtWork).toBe(2));
    expect(grown(2)).toEqual(alone);
    expect(grown(3)).toEqual(alone);
  });
});
