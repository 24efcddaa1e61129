/** Against scikit-learn on the same tables; bench/goldens/learners.py makes the golden files. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { contextOf, evaluateAll } from "../../testing/learner-contract.ts";
import type { Matrix, Tree } from "../model.ts";
import { goldenTable, sliceMatrix } from "./golden-table.ts";
import { LEARNERS } from "./index.ts";
import type { Labels, Learner, Parameters } from "./learner.ts";

const golden = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`./${name}.golden.json`, import.meta.url), "utf8")) as T;

const classesOf = (values: Float64Array, cuts: number[]): Labels => ({
  task: cuts.length === 1 ? "binary" : "multiclass",
  classes: cuts.length + 1,
  values: Int32Array.from(values, (value) => cuts.filter((cut) => value >= cut).length),
});

describe("coefficients equal scikit-learn's within 1e-6", () => {
  type Linear = { weights: number[][]; bias: number[] };
  const expected = golden<Record<string, Linear>>("linear");
  const { matrix, score, uniform } = goldenTable(80, 1);
  const values = score.map((one, row) => one + uniform[row]!);
  const numbers: Labels = { task: "regression", values };
  const binary = classesOf(
    // numpy compares with > 0.5, digitize with ≥: no value here is equal to a cut.
    values,
    [0.5],
  );
  const three = classesOf(values, [0, 1]);
  const weights = Float64Array.from({ length: 80 }, (_, row) => 1 + (row % 3));
  const again = { ...matrix.columns[0]!, name: "again", values: matrix.columns[0]!.values.map((x) => x * 2) };
  const twice: Matrix = { rows: 80, columns: [...matrix.columns, again] };

  const cases: [string, Learner, Matrix, Labels, Parameters, Float64Array | undefined][] = [
    ["linear", LEARNERS.linear_regression, matrix, numbers, {}, undefined],
    ["linear_weighted", LEARNERS.linear_regression, matrix, numbers, {}, weights],
    ["linear_collinear", LEARNERS.linear_regression, twice, numbers, {}, undefined],
    ["ridge", LEARNERS.ridge, matrix, numbers, { alpha: 1 }, undefined],
    ["ridge_strong_weighted", LEARNERS.ridge, matrix, numbers, { alpha: 25 }, weights],
    ["binary", LEARNERS.logistic_regression, matrix, binary, { C: 1 }, undefined],
    ["binary_strong_weighted", LEARNERS.logistic_regression, matrix, binary, { C: 0.05 }, weights],
    ["multinomial", LEARNERS.logistic_regression, matrix, three, { C: 1 }, undefined],
    ["multinomial_weighted", LEARNERS.logistic_regression, matrix, three, { C: 10 }, weights],
    ["binary_sparse", LEARNERS.logistic_regression, matrix, binary, { C: 1, penalty: "l1" }, undefined],
    [
      "binary_sparse_strong_weighted",
      LEARNERS.logistic_regression,
      matrix,
      binary,
      { C: 0.05, penalty: "l1" },
      weights,
    ],
    ["multinomial_sparse", LEARNERS.logistic_regression, matrix, three, { C: 0.3, penalty: "l1" }, undefined],
  ];
  test.each(cases)("%s", (name, learner, table, labels, parameters, rowWeights) => {
    const context = contextOf(rowWeights === undefined ? {} : { weights: rowWeights });
    const predictor = learner.fit(table, labels, { ...learner.defaults, ...parameters }, context);
    if (predictor.kind !== "linear") throw new Error(`${name} is not linear`);
    const wanted = expected[name]!;
    expect(predictor.bias).toHaveLength(wanted.bias.length);
    for (const [k, row] of wanted.weights.entries()) {
      expect(Math.abs(predictor.bias[k]! - wanted.bias[k]!)).toBeLessThan(1e-6);
      for (const [j, weight] of row.entries()) expect(Math.abs(predictor.weights[k]![j]! - weight)).toBeLessThan(1e-6);
    }
  });
});

describe("a decision tree equals scikit-learn's, split by split", () => {
  type Node = { column: number; threshold: number } | { value: number[]; rows: number };
  const expected = golden<Record<"binary" | "multiclass" | "regression", Node[]>>("trees");
  const { matrix, score, uniform } = goldenTable(240, 8);
  const values = score.map((one, row) => one + uniform[row]!);
  const numbers = { rows: matrix.rows, columns: matrix.columns.slice(0, 4) };
  const labels: Record<keyof typeof expected, Labels> = {
    binary: classesOf(values, [0.5]),
    multiclass: classesOf(values, [0, 1]),
    regression: { task: "regression", values },
  };

  const depthFirst = (tree: Tree, node = 0): Node[] =>
    tree.feature[node]! < 0
      ? [{ value: [...tree.values.subarray(node * tree.width, (node + 1) * tree.width)], rows: tree.cover[node]! }]
      : [
          { column: tree.feature[node]!, threshold: tree.threshold[node]! },
          ...depthFirst(tree, tree.left[node]),
          ...depthFirst(tree, tree.right[node]),
        ];

  test.each(["binary", "multiclass", "regression"] as const)("%s", (task) => {
    const parameters = { max_depth: 3, min_leaf_rows: 10 };
    const predictor = LEARNERS.decision_tree.fit(numbers, labels[task], parameters, contextOf());
    if (predictor.kind !== "trees") throw new Error("not a tree");
    const found = depthFirst(predictor.trees[0]!);
    expect(found).toHaveLength(expected[task].length);
    for (const [at, wanted] of expected[task].entries()) {
      const here = found[at]!;
      if ("column" in wanted) {
        expect(here).toEqual({ column: wanted.column, threshold: expect.closeTo(wanted.threshold, 6) });
      } else {
        expect(here).toEqual({ rows: wanted.rows, value: wanted.value.map((value) => expect.closeTo(value, 9)) });
      }
    }
  });
});

describe("on unseen rows the trees score as scikit-learn's do", () => {
  type Scores = { roc_auc: number; log_loss: number; r2: number };
  const expected = golden<Record<"gradient_boosting" | "random_forest" | "extra_trees", Scores>>("scores");
  const { matrix, score, uniform } = goldenTable(6000, 3, true);
  const values = score.map((one, row) => one + uniform[row]!);
  const chance = score.map((one, row) => (uniform[row]! < 1 / (1 + Math.exp(-one)) ? 1 : 0));
  const [seen, unseen] = [sliceMatrix(matrix, 0, 3000, 6), sliceMatrix(matrix, 3000, 6000, 6)];

  const predict = (learner: Learner, labels: Labels, parameters: Parameters) => {
    const first = { ...labels, values: labels.values.slice(0, 3000) } as Labels;
    const settings = { ...learner.defaults, ...parameters };
    return evaluateAll(learner.fit(seen, first, settings, contextOf()), unseen);
  };

  function rocAuc(probability: number[], truth: ArrayLike<number>): number {
    const order = probability.map((_, row) => row).sort((a, b) => probability[a]! - probability[b]!);
    let [positives, ranks] = [0, 0];
    for (const [rank, row] of order.entries()) {
      if (truth[row] !== 1) continue;
      positives++;
      ranks += rank + 1;
    }
    return (ranks - (positives * (positives + 1)) / 2) / (positives * (order.length - positives));
  }

  // Forests here treat the category and missing cells as such; scikit-learn's see a code and 0.
  const allowed = {
    gradient_boosting: { roc_auc: 0.005, log_loss: 0.02, r2: 0.01 },
    random_forest: { roc_auc: 0.01, log_loss: 0.05, r2: 0.02 },
    extra_trees: { roc_auc: 0.01, log_loss: 0.05, r2: 0.02 },
  };

  test.each(["gradient_boosting", "random_forest", "extra_trees"] as const)("%s", (name) => {
    const learner = LEARNERS[name];
    const binary = predict(learner, { task: "binary", classes: 2, values: Int32Array.from(chance) }, {});
    const auc = rocAuc(
      binary.map(([, positive]) => positive!),
      chance.slice(3000),
    );
    expect(auc).toBeGreaterThan(expected[name].roc_auc - allowed[name].roc_auc);

    const labels = classesOf(values, [0, 1]);
    const shares = predict(learner, labels, {});
    const losses = shares.map((share, row) => -Math.log(Math.max(1e-15, share[labels.values[3000 + row]!]!)));
    const loss = losses.reduce((sum, one) => sum + one, 0) / losses.length;
    expect(loss).toBeLessThan(expected[name].log_loss + allowed[name].log_loss);

    const guesses = predict(learner, { task: "regression", values }, {});
    const truth = values.slice(3000);
    const mean = truth.reduce((sum, one) => sum + one, 0) / truth.length;
    const [error, spread] = truth.reduce(
      ([e, s], one, row) => [e + (one - guesses[row]![0]!) ** 2, s + (one - mean) ** 2],
      [0, 0],
    );
    expect(1 - error / spread).toBeGreaterThan(expected[name].r2 - allowed[name].r2);
  });
});
