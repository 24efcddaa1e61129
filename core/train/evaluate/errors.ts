/** Errors of predicted numbers, as scikit-learn computes them. */
import type { NumberSample } from "./sample.ts";

function weightedMean({ rows, weights }: NumberSample, ofRow: (row: number) => number | null): number | null {
  let sum = 0;
  let weight = 0;
  for (let row = 0; row < rows; row++) {
    const value = weights[row] === 0 ? null : ofRow(row);
    if (value === null) continue;
    sum += weights[row]! * value;
    weight += weights[row]!;
  }
  return weight > 0 ? sum / weight : null;
}

export const mse = (sample: NumberSample): number | null =>
  weightedMean(sample, (row) => (sample.truth[row]! - sample.predicted[row]!) ** 2);

export function rmse(sample: NumberSample): number | null {
  const squared = mse(sample);
  return squared === null ? null : Math.sqrt(squared);
}

export const mae = (sample: NumberSample): number | null =>
  weightedMean(sample, (row) => Math.abs(sample.truth[row]! - sample.predicted[row]!));

/** Mean of |error ÷ truth| over the rows whose truth is not 0, as a fraction. */
export const mape = (sample: NumberSample): number | null =>
  weightedMean(sample, (row) => {
    const truth = sample.truth[row]!;
    return truth === 0 ? null : Math.abs((truth - sample.predicted[row]!) / truth);
  });

/** 1 − squared error ÷ the squared error of the mean; null where the truth does not vary. */
export function r2(sample: NumberSample): number | null {
  const mean = weightedMean(sample, (row) => sample.truth[row]!);
  const error = mse(sample);
  if (mean === null || error === null) return null;
  const variance = weightedMean(sample, (row) => (sample.truth[row]! - mean) ** 2)!;
  return variance > 0 ? 1 - error / variance : null;
}
