/** How a model of numbers errs: how far, to which side, and whether that depends on what it said. */
import type { Residuals } from "../../contract/index.ts";
import { quantile } from "../../data/index.ts";

const BINS = 12;
const GROUPS = 10;

const meanOf = (values: Float64Array): number => values.reduce((sum, x) => sum + x, 0) / Math.max(1, values.length);

function histogram(sorted: Float64Array): Residuals["histogram"] {
  const [low, high] = [quantile(sorted, 0.01), quantile(sorted, 0.99)];
  const width = (high - low) / BINS;
  if (!(width > 0)) return { edges: [low, high], counts: [sorted.length] };
  const counts = new Array<number>(BINS).fill(0);
  for (const x of sorted) counts[Math.min(BINS - 1, Math.max(0, Math.floor((x - low) / width)))]!++;
  return { edges: Array.from({ length: BINS + 1 }, (_, at) => low + at * width), counts };
}

function byPrediction(predicted: Float64Array, residuals: Float64Array): Residuals["by_prediction"] {
  const order = Int32Array.from(predicted.keys()).sort((a, b) => predicted[a]! - predicted[b]! || a - b);
  const groups = Math.min(GROUPS, order.length);
  return Array.from({ length: groups }, (_, at) => {
    const rows = order.subarray(
      Math.floor((at * order.length) / groups),
      Math.floor(((at + 1) * order.length) / groups),
    );
    const taken = (values: Float64Array) => meanOf(Float64Array.from(rows, (row) => values[row]!));
    return { predicted: taken(predicted), residual: taken(residuals), rows: rows.length };
  });
}

/** @example residualsOf(Float64Array.of(1, 2), Float64Array.of(2, 2)).mean // 0.5 */
export function residualsOf(predicted: Float64Array, truth: Float64Array): Residuals {
  const residuals = truth.map((actual, row) => actual - predicted[row]!);
  const sorted = residuals.slice().sort();
  return {
    mean: meanOf(residuals),
    quantiles: [0.05, 0.25, 0.5, 0.75, 0.95].map((share) => quantile(sorted, share)),
    histogram: histogram(sorted),
    by_prediction: byPrediction(predicted, residuals),
  };
}
