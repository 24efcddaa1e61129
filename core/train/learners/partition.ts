import type { BinnedMatrix } from "./binning.ts";
import type { NodeSplit } from "./tree-builder.ts";

/**
 * Moves the rows of rows[from, to) that go left to the front, both sides keeping their order, without branches.
 * @param spare at least to − from long; overwritten.
 * @returns how many went left.
 */
export function partitionRows(
  binned: BinnedMatrix,
  rows: Uint32Array,
  from: number,
  to: number,
  split: NodeSplit,
  spare: Uint32Array,
): number {
  const { goesLeft } = split;
  const cells = binned.cells.subarray(split.column * binned.rows, (split.column + 1) * binned.rows);
  let left = from;
  let right = 0;
  for (let i = from; i < to; i++) {
    const row = rows[i]!;
    const isLeft = goesLeft[cells[row]!]!;
    rows[left] = row;
    spare[right] = row;
    left += isLeft;
    right += 1 - isLeft;
  }
  rows.set(spare.subarray(0, right), left);
  return left - from;
}
