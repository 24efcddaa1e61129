/**
 * Is the challenger better beyond noise? Both are scored on the same rows in time order; the differences of their
 * losses are averaged over contiguous sub-batches, since neighbouring rows resemble each other, and the batch means
 * are t-tested (the method of batch means: Law & Kelton, Simulation Modeling and Analysis, ch. 9).
 */
import { mean, sampleStandardDeviation } from "simple-statistics";

export interface PairedResult {
  /** Positive where the challenger is better; in ±1000. */
  t: number;
  /** Mean loss of the champion less that of the challenger. */
  gain: number;
  rows: number;
}

const BATCHES = 8;
const T_LIMIT = 1000;
/** Differences that rounding alone makes, as a share of the losses. */
const ROUNDING = 1e-12;

/** Means of contiguous stretches of almost equal length, as many as there are batches, or values. */
export function batchMeans(values: Float64Array): number[] {
  const batches = Math.min(BATCHES, values.length);
  return Array.from({ length: batches }, (_, batch) => {
    const from = Math.floor((batch * values.length) / batches);
    const to = Math.floor(((batch + 1) * values.length) / batches);
    return mean(Array.from(values.subarray(from, to)));
  });
}

/** Student's t of the mean against 0. */
function tOf(gains: readonly number[], rounding: number): number {
  const gain = mean([...gains]);
  if (Math.abs(gain) <= rounding) return 0;
  const error = sampleStandardDeviation([...gains]) / Math.sqrt(gains.length);
  return gain / Math.max(error, Math.abs(gain) / T_LIMIT);
}

/**
 * @param champion loss per row, in time order
 * @param challenger loss of the same rows
 * @example pairedTest(Float64Array.of(1, 1, 1, 1), Float64Array.of(1, 1, 1, 1)).t // 0
 */
export function pairedTest(champion: Float64Array, challenger: Float64Array): PairedResult {
  const rows = champion.length;
  if (rows < 2) return { t: 0, gain: 0, rows };
  const gains = batchMeans(champion.map((loss, row) => loss - challenger[row]!));
  const rounding = ROUNDING * mean(batchMeans(champion.map(Math.abs)));
  return { t: tOf(gains, rounding), gain: mean(gains), rows };
}
