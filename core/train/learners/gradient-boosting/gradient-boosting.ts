/**
 * Histogram gradient boosting (Friedman 2001; LightGBM, Ke et al. 2017): trees grown leaf by leaf on binned cells,
 * each on the gradients that the trees before it left. Missing cells and categories are understood.
 */
import { createRng, deriveSeed, type Rng } from "../../../shared/index.ts";
import type { Matrix, Predictor, Tree } from "../../model.ts";
import { type BinnedMatrix, binMatrix } from "../binning.ts";
import { throwIfCancelled } from "../cancel.ts";
import type { FitContext, Labels, Learner, Parameters } from "../learner.ts";
import { integerSetting, numberSetting, optionalInteger } from "../settings.ts";
import { finishTree, Grower, type Grown } from "./grow.ts";
import { lossFor } from "./loss.ts";
import { packGradients } from "./packing.ts";

interface Settings {
  trees: number;
  leaves: number;
  learningRate: number;
  bins: number;
  minRows: number;
  l2: number;
  maxDepth: number;
  /** Share of rows and of columns that each tree sees. */
  rowShare: number;
  columnShare: number;
}

const readSettings = (parameters: Parameters): Settings => ({
  trees: integerSetting(parameters, "trees", 1, 100_000),
  leaves: integerSetting(parameters, "leaves", 2, 65_536),
  learningRate: numberSetting(parameters, "learning_rate", 1e-6, 10),
  bins: integerSetting(parameters, "bins", 2, 255),
  minRows: integerSetting(parameters, "min_leaf_rows", 1, 1e9),
  l2: numberSetting(parameters, "l2", 0, 1e9),
  maxDepth: optionalInteger(parameters, "max_depth", 1, 1000, Number.POSITIVE_INFINITY),
  rowShare: numberSetting(parameters, "row_share", 0.01, 1),
  columnShare: numberSetting(parameters, "column_share", 0.01, 1),
});

const ascending = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);

/** A random subset, ascending; at least one. */
function sampleColumns(columns: number, share: number, rng: Rng): Int32Array {
  const all = ascending(columns);
  if (share >= 1) return all;
  return rng
    .shuffle(all)
    .slice(0, Math.max(1, Math.round(columns * share)))
    .sort();
}

/** Fills `into` with every row, or each with probability `share`; ascending. @returns the filled part. */
function sampleRows(into: Uint32Array, share: number, rng: Rng): Uint32Array {
  let count = 0;
  for (let row = 0; row < into.length; row++) {
    into[count] = row;
    if (share >= 1 || rng.next() < share) count++;
  }
  return into.subarray(0, count);
}

/** Adds the tree to every row's score by walking it, for rows that did not grow it. */
function addToRows(binned: BinnedMatrix, { splits }: Grown, tree: Tree, score: Float64Array): void {
  const { cells, rowStep, columnStep, rows } = binned;
  for (let row = 0; row < rows; row++) {
    let node = 0;
    for (let at = tree.feature[0]!; at >= 0; at = tree.feature[node]!)
      node =
        splits.get(node)!.goesLeft[cells[row * rowStep + at * columnStep]!] === 1
          ? tree.left[node]!
          : tree.right[node]!;
    score[row] = score[row]! + tree.values[node]!;
  }
}

function fit(matrix: Matrix, labels: Labels, parameters: Parameters, context: FitContext): Predictor {
  const settings = readSettings(parameters);
  const poll = () => throwIfCancelled(context);
  const binned = binMatrix(matrix, { bins: settings.bins, layout: "rows", poll });
  const loss = lossFor(labels, context.weights);
  const perOutput = <T>(make: (output: number) => T): T[] => loss.base.map((_, output) => make(output));
  const scores = loss.base.map((base) => new Float64Array(matrix.rows).fill(base));
  const gradients = perOutput(() => new Float64Array(matrix.rows));
  const hessians = perOutput(() => new Float64Array(matrix.rows));
  const rowBuffer = new Uint32Array(matrix.rows);
  const packedValues = new Float64Array(matrix.rows);
  const grower = new Grower(binned, settings, context.weights, poll);
  const sampled = settings.rowShare < 1 || settings.columnShare < 1;
  const trees: Tree[] = [];

  for (let round = 0; round < settings.trees; round++) {
    loss.derive(scores, gradients, hessians);
    const rng = createRng(deriveSeed(context.seed, `round ${round}`));
    const treesBefore = trees.length;
    for (let output = 0; output < loss.base.length; output++) {
      poll();
      const gradient = gradients[output]!;
      const hessian = hessians[output]!;
      const score = scores[output]!;
      const rows = sampleRows(rowBuffer, settings.rowShare, rng);
      const columns = sampleColumns(matrix.columns.length, settings.columnShare, rng);
      const grown = grower.grow(rows, columns, packGradients(gradient, hessian, packedValues));
      if (grown.leaves.length === 1) continue;
      const tree = finishTree(grown, rows, gradient, hessian, context.weights, {
        ...settings,
        output,
        onLeaf: (leaf, value) => {
          if (settings.rowShare < 1) return;
          for (let i = leaf.from; i < leaf.to; i++) score[rows[i]!] = score[rows[i]!]! + value;
        },
      });
      if (settings.rowShare < 1) addToRows(binned, grown, tree, score);
      trees.push(tree);
    }
    // Where nothing is left to learn, later rounds would find the same.
    const isDone = trees.length === treesBefore && !sampled;
    context.onProgress?.(isDone ? 1 : (round + 1) / settings.trees);
    if (isDone) break;
  }
  if (trees.length === 0) return { kind: "constant", outputs: loss.base, link: loss.link };
  return { kind: "trees", trees, base: loss.base, aggregate: "sum", link: loss.link };
}

const defaults = {
  trees: 100,
  leaves: 31,
  learning_rate: 0.1,
  bins: 255,
  min_leaf_rows: 20,
  l2: 0,
  max_depth: null,
  row_share: 1,
  column_share: 1,
} satisfies Parameters;

export const gradientBoosting: Learner = {
  name: "gradient_boosting",
  tasks: ["binary", "multiclass", "regression"],
  input: "native",
  defaults,
  portfolio: [
    { ...defaults, trees: 1000, learning_rate: 0.05, column_share: 0.7 },
    {
      ...defaults,
      trees: 1000,
      learning_rate: 0.05,
      leaves: 8,
      min_leaf_rows: 10,
      l2: 3,
      row_share: 0.8,
      column_share: 0.7,
    },
    { ...defaults, trees: 1500, learning_rate: 0.05, leaves: 63, l2: 1, row_share: 0.8, column_share: 0.7 },
    { ...defaults, trees: 800, learning_rate: 0.05, leaves: 4, min_leaf_rows: 5, l2: 1 },
    { ...defaults, trees: 2000, learning_rate: 0.02, leaves: 15, l2: 5, row_share: 0.7, column_share: 0.5 },
    { ...defaults, trees: 1500, learning_rate: 0.05, leaves: 127, l2: 5, row_share: 0.8, column_share: 0.6 },
  ],
  fit,
};
