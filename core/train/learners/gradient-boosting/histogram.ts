/** Packed gradient sums per column and slot: the kernel of boosting. */
import { type BinnedMatrix, SLOTS } from "../binning.ts";

/** Adds rows[from, to) to `histogram` (columns × 256, cleared first). Row-major: one pass over each row's cells. */
export function sumHistogram(
  binned: BinnedMatrix,
  rows: Uint32Array,
  from: number,
  to: number,
  packed: Float64Array,
  histogram: Float64Array,
): void {
  const { cells } = binned;
  const width = binned.columns.length;
  histogram.fill(0);
  for (let i = from; i < to; i++) {
    const row = rows[i]!;
    const value = packed[row]!;
    const start = row * width;
    for (let column = 0; column < width; column++) {
      const slot = column * SLOTS + cells[start + column]!;
      histogram[slot] = histogram[slot]! + value;
    }
  }
}

/** In place: parent − child = the other child. Exact, because the sums are whole numbers. */
export function subtractHistogram(parent: Float64Array, child: Float64Array): void {
  for (let slot = 0; slot < parent.length; slot++) parent[slot] = parent[slot]! - child[slot]!;
}
