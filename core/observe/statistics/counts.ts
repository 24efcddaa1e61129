/** Shares from counts, with and without the half row that keeps a logarithm finite. */

export const total = (counts: Float64Array): number => {
  let sum = 0;
  for (let k = 0; k < counts.length; k++) sum += counts[k]!;
  return sum;
};

/** Counts ÷ their total. */
export function shares(counts: Float64Array): Float64Array {
  const sum = total(counts);
  return counts.map((count) => count / sum);
}

/** An empty bin counts half a row, and the side is renormalised. */
export const smoothedShares = (counts: Float64Array): Float64Array =>
  shares(counts.map((count) => (count === 0 ? 0.5 : count)));
