/**
 * Permutation importance (Breiman 2001; Fisher et al. 2019): how much worse the model's loss becomes on rows it has
 * not seen when one raw feature's cells are shuffled among them.
 */
import type { Task } from "../../contract/index.ts";
import type { Table } from "../../data/index.ts";
import { takeRows } from "../../data/index.ts";
import { createRng, deriveSeed } from "../../shared/index.ts";
import type { FittedModel, Matrix, Predictor } from "../model.ts";
import { encode } from "../preprocess/index.ts";
import { predictorsOf, scoreMatrix } from "../reference/index.ts";
import { rowLoss } from "./evaluate.ts";

export interface Importance {
  feature: string;
  importance: number;
}

const MOST_ROWS = 2000;
const FEWEST_ROWS = 200;
const REPEATS = 3;
/** Row × tree visits for the whole of it, about two seconds. */
const MOST_WORK = 1e8;

function rowsWorthTaking(rows: number, features: number, predictors: readonly Predictor[]): number {
  const trees = predictors.map((predictor) => (predictor.kind === "trees" ? predictor.trees.length : 1));
  const perRow = Math.max(
    1,
    trees.reduce((sum, count) => sum + count, 0),
  );
  const affordable = Math.floor(MOST_WORK / (perRow * REPEATS * Math.max(1, features)));
  return Math.min(rows, MOST_ROWS, Math.max(FEWEST_ROWS, affordable));
}

const mean = (values: Float64Array): number => values.reduce((sum, x) => sum + x, 0) / Math.max(1, values.length);

/** All matrix columns of one raw feature, shuffled alike. */
function shuffled(matrix: Matrix, feature: string, order: Int32Array): Matrix {
  const columns = matrix.columns.map((column) =>
    column.feature === feature ? { ...column, values: Float32Array.from(order, (row) => column.values[row]!) } : column,
  );
  return { rows: matrix.rows, columns };
}

/**
 * @param truth as `encodeTarget`, known for every row
 * @returns every feature, most important first; shares of the total increase in loss (log loss or squared error), ≥ 0
 * and adding up to 1, or all 0 where no feature matters (a baseline)
 */
export function permutationImportance(
  model: FittedModel,
  features: readonly string[],
  table: Table,
  truth: Float64Array,
  seed: number,
): Importance[] {
  const task: Task = model.task;
  const rng = createRng(deriveSeed(seed, "importance"));
  const all = rng.shuffle(Int32Array.from({ length: table.rows }, (_, row) => row));
  const rows = all.slice(0, rowsWorthTaking(table.rows, features.length, predictorsOf(model.predictor)));
  const known = Float64Array.from(rows, (row) => truth[row]!);
  const matrix = encode(model.encodings, takeRows(table, rows));
  const loss = (cells: Matrix): number => mean(rowLoss(scoreMatrix(model, cells), known, task));
  const before = loss(matrix);
  const increases = features.map((feature) => {
    if (!matrix.columns.some((column) => column.feature === feature)) return 0;
    let sum = 0;
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const order = rng.shuffle(Int32Array.from({ length: rows.length }, (_, row) => row));
      sum += loss(shuffled(matrix, feature, order)) - before;
    }
    return Math.max(0, sum / REPEATS);
  });
  const total = increases.reduce((sum, x) => sum + x, 0);
  return features
    .map((feature, at) => ({ feature, importance: total > 0 ? increases[at]! / total : 0 }))
    .sort((a, b) => b.importance - a.importance || (a.feature < b.feature ? -1 : 1));
}
