import { total } from "./counts.ts";
import { chiSquareTail } from "./tails.ts";

export interface ContingencyTest {
  statistic: number;
  /** Degrees of freedom: bins that are not empty on both sides, less one. */
  degrees: number;
  p_value: number;
}

/** Walks over observed and expected counts of a 2 × k table; bins empty on both sides are left out. */
export function contingency(
  reference: Float64Array,
  current: Float64Array,
  term: (observed: number, expected: number) => number,
): ContingencyTest {
  const n = total(reference);
  const m = total(current);
  let statistic = 0;
  let bins = 0;
  for (let k = 0; k < reference.length; k++) {
    const both = reference[k]! + current[k]!;
    if (both === 0) continue;
    bins++;
    statistic += term(reference[k]!, (both * n) / (n + m)) + term(current[k]!, (both * m) / (n + m));
  }
  const degrees = Math.max(0, bins - 1);
  return { statistic, degrees, p_value: degrees === 0 ? 1 : chiSquareTail(statistic, degrees) };
}

/**
 * Pearson's chi-square test that two sets of counts come from one distribution, Σ (observed − expected)² ÷ expected.
 * @param reference rows per bin
 * @param current rows per bin, same bins
 * @returns as `scipy.stats.chi2_contingency([r, c], correction=False)`; p = 1 where one bin is left
 * @example chiSquare(Float64Array.of(50, 50), Float64Array.of(60, 40)).statistic // 2.0202…
 * Source: Pearson 1900.
 */
export const chiSquare = (reference: Float64Array, current: Float64Array): ContingencyTest =>
  contingency(reference, current, (observed, expected) => (observed - expected) ** 2 / expected);
