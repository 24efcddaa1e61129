import { shares } from "./counts.ts";

const divergenceTerm = (share: number, mean: number): number => (share === 0 ? 0 : share * Math.log2(share / mean));

/**
 * Jensen-Shannon distance: the square root of the mean divergence of both sides from their midpoint, base 2.
 * @param reference rows per bin
 * @param current rows per bin, same bins; empty bins are allowed as they are
 * @returns 0 (equal) to 1 (disjoint), no unit; as `scipy.spatial.distance.jensenshannon(r, c, base=2)`
 * @example jensenShannon(Float64Array.of(1, 0), Float64Array.of(0, 1)) // 1
 * Source: Lin 1991; Endres & Schindelin 2003.
 */
export function jensenShannon(reference: Float64Array, current: Float64Array): number {
  const r = shares(reference);
  const c = shares(current);
  let sum = 0;
  for (let k = 0; k < r.length; k++) {
    const mean = (r[k]! + c[k]!) / 2;
    sum += divergenceTerm(r[k]!, mean) + divergenceTerm(c[k]!, mean);
  }
  return Math.sqrt(Math.max(0, sum / 2));
}
