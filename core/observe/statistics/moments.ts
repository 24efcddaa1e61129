/**
 * Mean and sample variance (n − 1), in two passes so that large offsets cost no digits.
 * @param values no NaN; the mean of none is NaN, the variance of fewer than two 0
 * @example meanAndVariance(Float64Array.of(1, 3)) // { mean: 2, variance: 2 }
 */
export function meanAndVariance(values: Float64Array): { mean: number; variance: number } {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i]!;
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i]! - mean) ** 2;
  return { mean, variance: n < 2 ? 0 : squares / (n - 1) };
}
