import { smoothedShares } from "./counts.ts";

/**
 * Population stability index, Σ (c − r) · ln(c ÷ r) over the bins: the symmetrised Kullback-Leibler divergence.
 * An empty bin counts half a row and that side is renormalised.
 * @param reference rows per bin
 * @param current rows per bin, same bins
 * @returns nats, ≥ 0; 0.1 is commonly read as a moderate and 0.25 as a large change
 * @example psi(Float64Array.of(50, 50), Float64Array.of(60, 40)) // 0.0405…
 * Source: Lewis, An Introduction to Credit Scoring, 1994; Jeffreys 1946.
 */
export function psi(reference: Float64Array, current: Float64Array): number {
  const r = smoothedShares(reference);
  const c = smoothedShares(current);
  let sum = 0;
  for (let k = 0; k < r.length; k++) sum += (c[k]! - r[k]!) * Math.log(c[k]! / r[k]!);
  return sum;
}
