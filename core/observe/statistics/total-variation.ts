import { shares } from "./counts.ts";

/**
 * Total variation distance, Σ |c − r| ÷ 2: the largest difference in probability that any set of bins can show.
 * @param reference rows per bin
 * @param current rows per bin, same bins
 * @returns 0 to 1: the share of rows that would have to move to another bin
 * @example totalVariation(Float64Array.of(50, 50), Float64Array.of(60, 40)) // 0.1
 */
export function totalVariation(reference: Float64Array, current: Float64Array): number {
  const r = shares(reference);
  const c = shares(current);
  let sum = 0;
  for (let k = 0; k < r.length; k++) sum += Math.abs(c[k]! - r[k]!);
  return sum / 2;
}
