import type { Rng } from "../../../shared/index.ts";

/** What one tree learns from: distinct rows, ascending, and what each weighs (indexed by row). */
export interface Sample {
  rows: Uint32Array;
  weights: Float64Array;
}

const nonZero = (weights: Float64Array): Sample => {
  const rows = new Uint32Array(weights.length);
  let count = 0;
  for (let row = 0; row < weights.length; row++) {
    rows[count] = row;
    if (weights[row]! > 0) count++;
  }
  return { rows: rows.subarray(0, count), weights };
};

/** Every row that weighs anything. */
export const wholeSample = (rows: number, weights: Float64Array | undefined): Sample =>
  nonZero(weights ?? new Float64Array(rows).fill(1));

/** As many draws with replacement as there are rows (Efron 1979); a row weighs its draws times its own weight. */
export function bootstrapSample(rows: number, weights: Float64Array | undefined, rng: Rng): Sample {
  const drawn = new Float64Array(rows);
  for (let draw = 0; draw < rows; draw++) drawn[rng.int(rows)]!++;
  if (weights !== undefined) for (let row = 0; row < rows; row++) drawn[row] = drawn[row]! * weights[row]!;
  return nonZero(drawn);
}
