/** Upper tails of the distributions that tests refer to, accurate where 1 − cdf would round to nothing. */
import { gammainc, normalCdf } from "../../shared/index.ts";

/** P(χ² with `degrees` > x), as `scipy.stats.chi2.sf`. @example chiSquareTail(3.841458820694124, 1) // 0.05 */
export const chiSquareTail = (x: number, degrees: number): number =>
  x <= 0 ? 1 : gammainc(x / 2, degrees / 2, true, true);

/** P(Z > z) of the standard normal, as `scipy.stats.norm.sf`. @example normalTail(1.6448536269514722) // 0.05 */
export const normalTail = (z: number): number => normalCdf(-z, 0, 1);

/** P(X ≥ count) of a Poisson variable, as `scipy.stats.poisson.sf(count - 1, mean)`. @example poissonTail(1, 1) // 0.632… */
export const poissonTail = (count: number, mean: number): number =>
  count <= 0 ? 1 : mean <= 0 ? 0 : gammainc(mean, count, true, false);

/**
 * P(K > x) of Kolmogorov's limiting distribution, 2 · Σ (−1)^(j−1) · exp(−2 j² x²), as `scipy.special.kolmogorov`.
 * Below 1 the series converges slowly and its theta transform is summed instead.
 * Source: Kolmogorov 1933; Smirnov 1948; Marsaglia, Tsang & Wang 2003.
 */
export function kolmogorovTail(x: number): number {
  if (x <= 0) return 1;
  let sum = 0;
  if (x < 1) {
    for (let j = 1; j < 20; j++) sum += Math.exp((-((2 * j - 1) ** 2) * Math.PI ** 2) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  for (let j = 1; j < 20; j++) sum += (j % 2 === 1 ? 1 : -1) * Math.exp(-2 * j * j * x * x);
  return Math.min(1, 2 * sum);
}
