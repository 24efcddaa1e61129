import { normalTail } from "./tails.ts";

/**
 * Mann-Whitney U (Wilcoxon rank-sum) test that neither side tends to be larger.
 * @param reference ascending, no NaN, at least one value
 * @param current the same
 * @returns U of the reference, two-sided normal approximation with tie and continuity correction; as
 *   `scipy.stats.mannwhitneyu(reference, current, method="asymptotic")`. All values tied: p = 1.
 * @example mannWhitney(Float64Array.of(1, 2), Float64Array.of(3, 4)).statistic // 0
 * Source: Mann & Whitney 1947.
 */
export function mannWhitney(reference: Float64Array, current: Float64Array): { statistic: number; p_value: number } {
  const n = reference.length;
  const m = current.length;
  let i = 0;
  let j = 0;
  let rankSum = 0;
  let ties = 0;
  while (i < n || j < m) {
    const value = i < n && (j >= m || reference[i]! <= current[j]!) ? reference[i]! : current[j]!;
    const before = i + j;
    const iBefore = i;
    while (i < n && reference[i]! === value) i++;
    while (j < m && current[j]! === value) j++;
    const tied = i + j - before;
    // Ranks before + 1 … before + tied share their mean.
    rankSum += (i - iBefore) * (before + (tied + 1) / 2);
    ties += tied ** 3 - tied;
  }
  const statistic = rankSum - (n * (n + 1)) / 2;
  const rows = n + m;
  const variance = ((n * m) / 12) * (rows + 1 - ties / (rows * (rows - 1)));
  if (!(variance > 0)) return { statistic, p_value: 1 };
  const larger = Math.max(statistic, n * m - statistic);
  const z = (larger - (n * m) / 2 - 0.5) / Math.sqrt(variance);
  return { statistic, p_value: Math.min(1, 2 * normalTail(z)) };
}
