/** p-values below this count as this: tails so far out are nowhere known that well. */
const LEAST = 1e-6;

/**
 * What a fair bet against the null returns per unit staked: an e-value, with mean ≤ 1 where the null holds.
 * Formula: ∫₀¹ κ p^(κ−1) dκ = (1 − p + p ln p) ÷ (p ln² p).
 * @example eValue(1e-4) // 118
 * Source: Vovk & Wang 2021, "E-values: calibration, combination and applications", equation 2.
 */
export function eValue(p: number): number {
  // At 1 the formula is 0 ÷ 0; its limit is ½.
  if (p > 0.999) return 0.5;
  const x = Math.max(LEAST, p);
  const log = Math.log(x);
  return (1 - x + x * log) / (x * log * log);
}

/**
 * Wealth of a gambler who stakes the k-th part 1 ÷ k (k + 1) of one unit on "it began with look k", for every k, after
 * one look more. While nothing has changed it reaches 1 ÷ α with probability ≤ α, however long one looks (Ville 1939).
 * @param before wealth after the look before, 0 at first
 * @param look 1 for the first
 * @param e the look's e-value, given all before it
 * @example nextWealth(nextWealth(0, 1, 118), 2, 118) // 8,282: beyond doubt at any α ≥ 0.00013
 * Source: Shin, Ramdas & Rinaldo 2024, "E-detectors: a nonparametric framework for sequential change detection", with
 * weights that add up to one (their section 2.3), so that one false alarm ever is bounded and not only their rate.
 */
export const nextWealth = (before: number, look: number, e: number): number => e * (before + 1 / (look * (look + 1)));
