/** Probabilities → the class that is answered. */
import type { Scores } from "./score.ts";

/**
 * Class index per row: the positive class (1) of a binary model where its probability reaches `threshold`; without a
 * threshold the most probable class, the first of equals.
 */
export function decideLabels(model: { threshold: number | null }, { outputs, values }: Scores): Int32Array {
  const rows = values.length / outputs;
  const labels = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const at = row * outputs;
    if (model.threshold !== null && outputs === 2) labels[row] = values[at + 1]! >= model.threshold ? 1 : 0;
    else for (let k = 1; k < outputs; k++) if (values[at + k]! > values[at + labels[row]!]!) labels[row] = k;
  }
  return labels;
}
