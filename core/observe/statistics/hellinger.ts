import { shares } from "./counts.ts";

/**
 * Hellinger distance, √(Σ (√c − √r)² ÷ 2).
 * @param reference rows per bin
 * @param current rows per bin, same bins
 * @returns 0 (equal) to 1 (disjoint), no unit
 * @example hellinger(Float64Array.of(1, 0), Float64Array.of(0, 1)) // 1
 * Source: Hellinger 1909.
 */
export function hellinger(reference: Float64Array, current: Float64Array): number {
  const r = shares(reference);
  const c = shares(current);
  let sum = 0;
  for (let k = 0; k < r.length; k++) sum += (Math.sqrt(c[k]!) - Math.sqrt(r[k]!)) ** 2;
  return Math.sqrt(sum / 2);
}
