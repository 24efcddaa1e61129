import { chiSquare } from "./chi-square.ts";
import { total } from "./counts.ts";

/**
 * Cramér's V between "which window" and "which bin", √(χ² ÷ rows): with two windows the smaller dimension less one is 1.
 * @param reference rows per bin
 * @param current rows per bin, same bins
 * @returns 0 to 1; as `scipy.stats.contingency.association([r, c], method="cramer")`
 * @example cramersV(Float64Array.of(50, 50), Float64Array.of(60, 40)) // 0.1005…
 * Source: Cramér, Mathematical Methods of Statistics, 1946.
 */
export const cramersV = (reference: Float64Array, current: Float64Array): number =>
  Math.sqrt(chiSquare(reference, current).statistic / (total(reference) + total(current)));
