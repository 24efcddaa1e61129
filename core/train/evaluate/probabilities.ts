/** How far probabilities can be believed: log loss and Brier score as scikit-learn's, expected calibration error. */
import type { ProbabilityQuality } from "../plan.ts";
import type { Scores } from "../reference/index.ts";
import type { ClassSample } from "./sample.ts";

/** Probabilities are kept this far from 0 and 1, so that a sure mistake costs much, not everything. */
export const PROBABILITY_FLOOR = Number.EPSILON;

const BINS = 15;

function weightedMean(sample: ClassSample, ofRow: (row: number) => number): number | null {
  let sum = 0;
  let weight = 0;
  for (let row = 0; row < sample.rows; row++) {
    if (sample.weights[row] === 0) continue;
    sum += sample.weights[row]! * ofRow(row);
    weight += sample.weights[row]!;
  }
  return weight > 0 ? sum / weight : null;
}

/** −ln of a probability, floored. */
export const surprise = (probability: number): number =>
  -Math.log(Math.min(Math.max(probability, PROBABILITY_FLOOR), 1 - PROBABILITY_FLOOR));

export const logLoss = (sample: ClassSample): number | null =>
  weightedMean(sample, (row) => surprise(sample.probabilities[row * sample.classes + sample.truth[row]!]!));

/** Mean squared error of the positive class's probability; of all classes' together where there are more than two. */
export function brier(sample: ClassSample): number | null {
  const { classes, probabilities, truth } = sample;
  return weightedMean(sample, (row) => {
    if (classes === 2) return (probabilities[row * 2 + 1]! - truth[row]!) ** 2;
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += (probabilities[row * classes + k]! - (truth[row] === k ? 1 : 0)) ** 2;
    return sum;
  });
}

/**
 * Expected calibration error (Guo et al. 2017): rows in 15 equal bins (a, b] of the most probable class's
 * probability; the mean over the rows of |share right − mean probability| of their bin.
 */
export function ece({ rows, classes, probabilities, truth, weights }: ClassSample): number | null {
  const surplus = new Float64Array(BINS);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    let best = 0;
    for (let k = 1; k < classes; k++)
      if (probabilities[row * classes + k]! > probabilities[row * classes + best]!) best = k;
    const top = probabilities[row * classes + best]!;
    const bin = Math.min(BINS - 1, Math.max(0, Math.ceil(top * BINS) - 1));
    surplus[bin]! += weights[row]! * ((truth[row] === best ? 1 : 0) - top);
    total += weights[row]!;
  }
  return total > 0 ? surplus.reduce((sum, x) => sum + Math.abs(x), 0) / total : null;
}

/** Per row: the squared error of the second class's probability where there are two, else of all classes' together. */
export function rowBrier({ outputs, values }: Scores, truth: Float64Array): Float64Array {
  return truth.map((label, row) => {
    let sum = 0;
    for (let k = outputs === 2 ? 1 : 0; k < outputs; k++)
      sum += (values[row * outputs + k]! - (label === k ? 1 : 0)) ** 2;
    return sum;
  });
}

/** Ranges of the reliability diagram. */
const RANGES = 10;

/** The reliability diagram of the second class's probabilities where there are two, else of all classes' together. */
export function reliability({ outputs, values }: Scores, truth: Float64Array): ProbabilityQuality["bins"] {
  const bins = Array.from({ length: RANGES }, () => ({ count: 0, said: 0, hits: 0 }));
  truth.forEach((label, row) => {
    for (let k = outputs === 2 ? 1 : 0; k < outputs; k++) {
      const said = values[row * outputs + k]!;
      const bin = bins[Math.min(RANGES - 1, Math.floor(said * RANGES))]!;
      bin.count++;
      bin.said += said;
      bin.hits += label === k ? 1 : 0;
    }
  });
  return bins.map(({ count, said, hits }, at) => ({
    from: at / RANGES,
    count,
    said: count > 0 ? said / count : null,
    came_true: count > 0 ? hits / count : null,
  }));
}
