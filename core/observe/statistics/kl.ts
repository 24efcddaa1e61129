import { smoothedShares } from "./counts.ts";

/**
 * Kullback-Leibler divergence of the current from the reference distribution, Σ c · ln(c ÷ r).
 * An empty bin counts half a row and that side is renormalised, so that it stays finite.
 * @param reference rows per bin
 * @param current rows per bin, same bins
 * @returns nats, ≥ 0; as `scipy.stats.entropy(c, r)`
 * @example kl(Float64Array.of(50, 50), Float64Array.of(60, 40)) // 0.0201…
 * Source: Kullback & Leibler 1951.
 */
export function kl(reference: Float64Array, current: Float64Array): number {
  const r = smoothedShares(reference);
  const c = smoothedShares(current);
  let sum = 0;
  for (let k = 0; k < r.length; k++) sum += c[k]! * Math.log(c[k]! / r[k]!);
  // Rounding can leave −1e-17 where both sides are equal.
  return Math.max(0, sum);
}
