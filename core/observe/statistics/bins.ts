/** Bins for comparing numbers: (a, b] between the distinct deciles of the reference, the outer two open. */
import { quantile } from "./quantile.ts";

/** .1, .2 … .9 */
const DECILES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/**
 * The distinct values of `numpy.quantile(reference, [.1 … .9])`.
 * @param sorted ascending reference values, at least one
 * @returns 1 to 9 ascending cuts; bins are (−∞, c₁], (c₁, c₂] … (c_k, ∞)
 */
export const decileCuts = (sorted: Float64Array): Float64Array =>
  Float64Array.from(new Set(DECILES.map((share) => quantile(sorted, share))));

/** How many of the ascending values are ≤ `limit`. */
export function countUpTo(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Rows per bin.
 * @example binCounts(Float64Array.of(1, 2, 3), Float64Array.of(2)) // [2, 1]
 */
export function binCounts(sorted: Float64Array, cuts: Float64Array): Float64Array {
  const counts = new Float64Array(cuts.length + 1);
  let before = 0;
  for (let k = 0; k < cuts.length; k++) {
    const upTo = countUpTo(sorted, cuts[k]!);
    counts[k] = upTo - before;
    before = upTo;
  }
  counts[cuts.length] = sorted.length - before;
  return counts;
}
