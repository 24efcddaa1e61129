import type { MatrixColumn } from "../model.ts";
import { type BinnedMatrix, MISSING } from "./binning.ts";

/** Smallest and largest training value of each bin of a number. */
export interface BinRange {
  lowest: Float32Array;
  highest: Float32Array;
}

export interface RangedMatrix extends BinnedMatrix {
  /** One per column; empty for categories. */
  ranges: BinRange[];
}

export const withRanges = (binned: BinnedMatrix, columns: readonly MatrixColumn[]): RangedMatrix => ({
  ...binned,
  ranges: binRanges(binned, columns),
});

function binRanges(binned: BinnedMatrix, columns: readonly MatrixColumn[]): BinRange[] {
  return binned.columns.map(({ bins, codes }, at) => {
    const used = codes === null ? bins : 0;
    const lowest = new Float32Array(used).fill(Number.POSITIVE_INFINITY);
    const highest = new Float32Array(used).fill(Number.NEGATIVE_INFINITY);
    const cells = binned.cells.subarray(at * binned.rows, (at + 1) * binned.rows);
    const { values } = columns[at]!;
    for (let row = 0; codes === null && row < cells.length; row++) {
      const bin = cells[row]!;
      if (bin === MISSING) continue;
      const x = values[row]!;
      if (x < lowest[bin]!) lowest[bin] = x;
      if (x > highest[bin]!) highest[bin] = x;
    }
    return { lowest, highest };
  });
}
