/** Weighted mean; every weight is 1 where absent. 0 where nothing weighs anything. */
export function weightedMean(values: ArrayLike<number>, weights: Float64Array | undefined): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < values.length; row++) {
    const weight = weights?.[row] ?? 1;
    sum += values[row]! * weight;
    total += weight;
  }
  return total > 0 ? sum / total : 0;
}

/** Weighted share of each class, summing to 1; equal shares where nothing weighs anything. */
export function classShares(values: Int32Array, classes: number, weights: Float64Array | undefined): number[] {
  const shares = new Array<number>(classes).fill(0);
  let total = 0;
  for (let row = 0; row < values.length; row++) {
    const weight = weights?.[row] ?? 1;
    shares[values[row]!]! += weight;
    total += weight;
  }
  return shares.map((share) => (total > 0 ? share / total : 1 / classes));
}

/** The smallest value with at least `level` of the weight at or below it. NaN for none. */
export function weightedQuantile(
  values: ArrayLike<number>,
  level: number,
  weights: ArrayLike<number> | undefined,
): number {
  const order = Uint32Array.from({ length: values.length }, (_, at) => at).sort((a, b) => values[a]! - values[b]!);
  const weightOf = (at: number): number => weights?.[at] ?? 1;
  let total = 0;
  for (const at of order) total += weightOf(at);
  let below = 0;
  for (const at of order) {
    below += weightOf(at);
    if (below >= level * total) return values[at]!;
  }
  return values[order.at(-1) ?? 0] ?? Number.NaN;
}
