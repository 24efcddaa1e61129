import { tCdf } from "../../shared/index.ts";
import { meanAndVariance } from "./moments.ts";

/**
 * Welch's t test that two means are equal, variances not assumed to be.
 * @param reference values, no NaN, at least two
 * @param current the same
 * @returns two-sided; as `scipy.stats.ttest_ind(reference, current, equal_var=False)`. Two constants: p is 1 or 0.
 * @example tTest(Float64Array.of(1, 2, 3), Float64Array.of(2, 3, 4)).statistic // -1.2247…
 * Source: Welch 1947.
 */
export function tTest(
  reference: Float64Array,
  current: Float64Array,
): { statistic: number; degrees: number; p_value: number } {
  const a = meanAndVariance(reference);
  const b = meanAndVariance(current);
  const partA = a.variance / reference.length;
  const partB = b.variance / current.length;
  const difference = a.mean - b.mean;
  if (partA + partB === 0)
    return {
      statistic: difference === 0 ? 0 : Math.sign(difference) * Infinity,
      degrees: 0,
      p_value: +(difference === 0),
    };
  const statistic = difference / Math.sqrt(partA + partB);
  const degrees = (partA + partB) ** 2 / (partA ** 2 / (reference.length - 1) + partB ** 2 / (current.length - 1));
  return { statistic, degrees, p_value: 2 * tCdf(-Math.abs(statistic), degrees) };
}
