/**
 * First Wasserstein ("earth mover's") distance, ∫ |F⁻¹_reference(u) − F⁻¹_current(u)| du: how far the average row moved.
 * @param reference ascending, no NaN, at least one value
 * @param current the same
 * @returns in the values' unit; as `scipy.stats.wasserstein_distance`
 * @example wasserstein(Float64Array.of(0, 1), Float64Array.of(5, 6)) // 5
 * Source: Vallender 1974; Ramdas, García & Cuturi 2017.
 */
export function wasserstein(reference: Float64Array, current: Float64Array): number {
  const n = reference.length;
  const m = current.length;
  let area = 0;
  if (n === m) {
    for (let i = 0; i < n; i++) area += Math.abs(reference[i]! - current[i]!);
    return area / n;
  }
  // Ranks are walked on the common grid of n · m steps, so that no rounding builds up.
  let i = 0;
  let j = 0;
  let at = 0;
  while (i < n && j < m) {
    const next = Math.min((i + 1) * m, (j + 1) * n);
    area += (next - at) * Math.abs(reference[i]! - current[j]!);
    at = next;
    if (next === (i + 1) * m) i++;
    if (next === (j + 1) * n) j++;
  }
  return area / (n * m);
}
