/** Scored rows with known truth, prepared once for all metrics and all bootstrap replicates. */
import { decideLabels, type Scores } from "../reference/index.ts";

export interface ClassSample {
  rows: number;
  classes: number;
  /** rows × classes. */
  probabilities: Float64Array;
  truth: Int32Array;
  /** The class that is answered. */
  decided: Int32Array;
  /** Per row, how often it counts: 1, or the draws of a bootstrap replicate. */
  weights: Float64Array;
  /** Per class, rows by falling probability; of a binary task only class 1 is there. */
  orders: (Int32Array | null)[];
}

export interface NumberSample {
  rows: number;
  predicted: Float64Array;
  truth: Float64Array;
  weights: Float64Array;
}

function fallingOrder(probabilities: Float64Array, classes: number, one: number): Int32Array {
  const order = Int32Array.from({ length: probabilities.length / classes }, (_, row) => row);
  return order.sort((a, b) => probabilities[b * classes + one]! - probabilities[a * classes + one]! || a - b);
}

export function classSample(scores: Scores, truth: Float64Array, threshold: number | null): ClassSample {
  const { outputs: classes, values: probabilities } = scores;
  return {
    rows: truth.length,
    classes,
    probabilities,
    truth: Int32Array.from(truth),
    decided: decideLabels({ threshold }, scores),
    weights: new Float64Array(truth.length).fill(1),
    orders: Array.from({ length: classes }, (_, k) =>
      classes === 2 && k === 0 ? null : fallingOrder(probabilities, classes, k),
    ),
  };
}

export const numberSample = ({ values }: Scores, truth: Float64Array): NumberSample => ({
  rows: truth.length,
  predicted: values,
  truth,
  weights: new Float64Array(truth.length).fill(1),
});

/** The given rows alone. */
export function takeScores({ outputs, values }: Scores, rows: ArrayLike<number>): Scores {
  const taken = new Float64Array(rows.length * outputs);
  for (let i = 0; i < rows.length; i++)
    for (let k = 0; k < outputs; k++) taken[i * outputs + k] = values[rows[i]! * outputs + k]!;
  return { outputs, values: taken };
}
