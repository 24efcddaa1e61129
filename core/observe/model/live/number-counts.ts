/** How many values fell into each bin, and how many were missing: all that the forming window remembers of a number. */
export interface NumberCounts {
  /** @param value NaN where missing */
  add(value: number): void;
  /** Rows per bin (a, b] between the cuts, the outer ones open. */
  counts(): Float64Array;
}

/**
 * O(1) memory, O(log cuts) per value.
 * @param cuts ascending: the reference's deciles, held since training
 */
export function createNumberCounts(cuts: Float64Array): NumberCounts {
  const counts = new Float64Array(cuts.length + 1);
  return {
    add(value) {
      if (Number.isNaN(value)) return;
      let low = 0;
      let high = cuts.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (cuts[middle]! < value) low = middle + 1;
        else high = middle;
      }
      counts[low]!++;
    },
    counts: () => counts.slice(),
  };
}
