/**
 * The `ml-random-forest` package on small tables, for comparison. Its trees are translated as they are; their leaf
 * shares are averaged, where the package itself lets each tree cast one vote.
 */

import { RandomForestClassifier, RandomForestRegression } from "ml-random-forest";
import { z } from "zod";
import { say } from "../../contract/index.ts";
import { createRng, deriveSeed } from "../../shared/index.ts";
import type { Matrix, Predictor, Tree } from "../model.ts";
import { baseline } from "./baseline.ts";
import { throwIfCancelled } from "./cancel.ts";
import { nextBelow } from "./float32.ts";
import type { FitContext, Labels, Learner, Parameters } from "./learner.ts";
import { integerSetting, numberSetting } from "./settings.ts";
import { type NodeSplit, TreeBuilder } from "./tree-builder.ts";

/** A node of ml-cart as its JSON has it: `x < splitValue` goes left; a leaf holds class shares or a mean. */
interface CartNode {
  splitValue?: number | undefined;
  splitColumn?: number | undefined;
  left?: CartNode | undefined;
  right?: CartNode | undefined;
  distribution?: number[][] | number | undefined;
}

const CartNode: z.ZodType<CartNode> = z.lazy(() =>
  z.object({
    splitValue: z.number().optional(),
    splitColumn: z.number().int().optional(),
    left: CartNode.optional(),
    right: CartNode.optional(),
    distribution: z.union([z.number(), z.array(z.array(z.number()))]).optional(),
  }),
);

const Forest = z.object({
  baseModel: z.object({
    indexes: z.array(z.array(z.number().int())).length(1),
    estimators: z.array(z.object({ root: CartNode })).length(1),
  }),
});

const MAX_ROWS = 2_000;

type Rows = { inputs: number[][]; targets: number[] };

const rowOf = (matrix: Matrix, row: number): number[] => matrix.columns.map(({ values }) => values[row]!);

/** The package knows no weights: with them, as many rows are drawn in proportion to their weight. */
function trainingRows(matrix: Matrix, labels: Labels, { weights, seed }: FitContext): Rows {
  let rows = Array.from({ length: matrix.rows }, (_, row) => row);
  if (weights !== undefined) {
    const cumulative: number[] = [];
    for (const weight of weights) cumulative.push((cumulative.at(-1) ?? 0) + weight);
    const rng = createRng(deriveSeed(seed, "weighted rows"));
    rows = rows.map(() => {
      const wanted = rng.next() * (cumulative.at(-1) ?? 0);
      return cumulative.findIndex((reached) => wanted < reached);
    });
  }
  return { inputs: rows.map((row) => rowOf(matrix, row)), targets: rows.map((row) => labels.values[row]!) };
}

function splitOf(node: CartNode, features: readonly number[]): NodeSplit | null {
  if (node.left === undefined || node.right === undefined) return null;
  return {
    column: features[node.splitColumn!]!,
    goesLeft: new Uint8Array(0),
    threshold: nextBelow(node.splitValue!),
    missingLeft: false,
    leftCodes: null,
  };
}

function leafValues({ distribution }: CartNode, width: number): number[] {
  if (typeof distribution === "number") return [distribution];
  const shares = distribution?.[0] ?? [];
  return Array.from({ length: width }, (_, k) => shares[k] ?? 0);
}

/** @param rows indices into `matrix` that reach the node: its cover. */
function translate(
  node: CartNode,
  at: number,
  rows: readonly number[],
  matrix: Matrix,
  features: readonly number[],
  builder: TreeBuilder,
  width: number,
): void {
  const split = splitOf(node, features);
  if (split === null) {
    builder.setLeaf(at, leafValues(node, width), rows.length);
    return;
  }
  const left = builder.split(at, split, false);
  const { values } = matrix.columns[split.column]!;
  const isLeft = (row: number) => values[row]! <= split.threshold;
  const goLeft = rows.filter(isLeft);
  const goRight = rows.filter((row) => !isLeft(row));
  translate(node.left!, left, goLeft, matrix, features, builder, width);
  translate(node.right!, left + 1, goRight, matrix, features, builder, width);
}

function fit(matrix: Matrix, labels: Labels, parameters: Parameters, context: FitContext): Predictor {
  const trees = integerSetting(parameters, "trees", 1, 1000);
  const columns = matrix.columns.length;
  if (columns === 0) return baseline.fit(matrix, labels, {}, context);
  const taken = Math.max(1, Math.round(columns * numberSetting(parameters, "max_features", 0.01, 1)));
  const { inputs, targets } = trainingRows(matrix, labels, context);
  const width = labels.task === "regression" ? 1 : labels.classes;
  const everyRow = Array.from({ length: matrix.rows }, (_, row) => row);
  // One tree at a time, so that the fit can be cancelled between trees.
  const grown = Array.from({ length: trees }, (_, tree): Tree => {
    throwIfCancelled(context);
    const options = {
      nEstimators: 1,
      // A share: the package floors share × columns, and reads a whole number 1 as "all".
      maxFeatures: taken === columns ? 1 : (taken + 0.5) / columns,
      replacement: false,
      useSampleBagging: true,
      noOOB: true,
      seed: deriveSeed(context.seed, `tree ${tree}`),
      treeOptions: { minNumSamples: integerSetting(parameters, "min_split_rows", 1, MAX_ROWS) },
    };
    const forest =
      labels.task === "regression" ? new RandomForestRegression(options) : new RandomForestClassifier(options);
    forest.train(inputs, targets);
    const { baseModel } = Forest.parse(JSON.parse(JSON.stringify(forest)));
    const builder = new TreeBuilder(width);
    translate(baseModel.estimators[0]!.root, 0, everyRow, matrix, baseModel.indexes[0]!, builder, width);
    context.onProgress?.((tree + 1) / trees);
    return builder.finish(0);
  });
  return {
    kind: "trees",
    trees: grown,
    base: new Array<number>(width).fill(0),
    aggregate: "mean",
    link: "identity",
  };
}

export const mlRandomForest: Learner = {
  name: "ml_random_forest",
  tasks: ["binary", "multiclass", "regression"],
  input: "dense",
  defaults: { trees: 10, max_features: 0.7, min_split_rows: 3 },
  limit: (rows) => (rows > MAX_ROWS ? say("overRows") : null),
  fit,
};
