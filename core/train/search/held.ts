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
