/** What a model said about rows that it had not seen, beside the truth. */
import { takeScores } from "../evaluate/index.ts";
import type { Scores } from "../reference/index.ts";

export interface Held {
  scores: Scores;
  truth: Float64Array;
}

/** Several parts as one. */
export function pool(parts: readonly Held[]): Held {
  const outputs = parts[0]?.scores.outputs ?? 1;
  const joined = new Float64Array(parts.reduce((sum, { scores }) => sum + scores.values.length, 0));
  const truth = new Float64Array(joined.length / outputs);
  let at = 0;
  for (const part of parts) {
    joined.set(part.scores.values, at);
    truth.set(part.truth, at / outputs);
    at += part.scores.values.length;
  }
  return { scores: { outputs, values: joined }, truth };
}

/** Every k-th row: chunks of a shuffled or a time-ordered sample alike have rows from everywhere. */
export function chunkOf({ scores, truth }: Held, chunk: number, chunks: number): Held {
  const rows = Int32Array.from(truth.keys()).filter((row) => row % chunks === chunk);
  return { scores: takeScores(scores, rows), truth: Float64Array.from(rows, (row) => truth[row]!) };
}

/** Parts of which some teach and another one judges: the folds; a single one in two halves. */
export const partsOf = (held: readonly Held[]): Held[] =>
  held.length > 1 ? [...held] : [chunkOf(held[0]!, 0, 2), chunkOf(held[0]!, 1, 2)];

/** The inverse of `partsOf`. */
export function foldsOf(parts: readonly Held[], folds: number): Held[] {
  const [even, odd] = parts;
  if (folds > 1 || !even || !odd) return [...parts];
  const { outputs } = even.scores;
  const truth = new Float64Array(even.truth.length + odd.truth.length);
  const values = new Float64Array(truth.length * outputs);
  for (let row = 0; row < truth.length; row++) {
    const { scores, truth: known } = row % 2 === 0 ? even : odd;
    truth[row] = known[row >> 1]!;
    for (let k = 0; k < outputs; k++) values[row * outputs + k] = scores.values[(row >> 1) * outputs + k]!;
  }
  return [{ scores: { outputs, values }, truth }];
}
