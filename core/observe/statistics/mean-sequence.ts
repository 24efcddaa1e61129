import { meanAndVariance } from "./moments.ts";

/** Fewer values than this are not judged: with fewer it would err more often than it promises. */
export const FEWEST_VALUES = 20;
/** The sample size at which the sequence is tightest. */
const TIGHTEST_AT = 30;

/**
 * An asymptotic confidence sequence of a mean: the truth lies in all intervals of a growing sample at once, with
 * probability about 1 − alpha, so that one may look at every step and stop at any.
 * Formula: mean ± sd · √(2 (n ρ² + 1) ÷ (n² ρ²) · ln(√(n ρ² + 1) ÷ alpha)), ρ chosen to be tightest at n = 30.
 * @param values independent of each other; from 20 on it errs about as often as it says, also where they are skewed
 * @returns the interval now
 * @example meanSequence(Float64Array.of(1, 2, 3, 4), 0.05).mean // 2.5
 * Source: Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024, "Time-uniform central limit theory and asymptotic
 * confidence sequences", Theorem 2.2 and equation 9.
 */
export function meanSequence(values: Float64Array, alpha: number): { mean: number; low: number; high: number } {
  const n = values.length;
  const { mean, variance } = meanAndVariance(values);
  const spread = -2 * Math.log(alpha);
  const rho2 = (spread + Math.log(spread) + 1) / TIGHTEST_AT;
  const grown = n * rho2 + 1;
  const half = Math.sqrt(variance * ((2 * grown) / (n * n * rho2)) * Math.log(Math.sqrt(grown) / alpha));
  return { mean, low: mean - half, high: mean + half };
}

/**
 * The mean of one sample less that of another that is independent of it, with an interval as above: each side has its
 * own sequence at half of alpha, and the truth lies in both at once (Boole's inequality).
 * @example differenceSequence(before, after, 0.05).low > 0 // the values have fallen, whenever this is asked
 */
export function differenceSequence(
  left: Float64Array,
  right: Float64Array,
  alpha: number,
): { mean: number; low: number; high: number } {
  const [a, b] = [meanSequence(left, alpha / 2), meanSequence(right, alpha / 2)];
  return { mean: a.mean - b.mean, low: a.low - b.high, high: a.high - b.low };
}
