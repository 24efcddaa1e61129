/**
 * One node's sums, slot by slot, in one column after another, and the scores of dividing them. A score is what a
 * split keeps of Gini impurity or variance: the more, the better; scores of one node can be compared.
 */
import type { SlotSet } from "./slot-set.ts";

export interface Scan {
  /** Values per leaf. */
  readonly width: number;
  /** The slots that hold rows in the filled column. */
  readonly slots: SlotSet;
  /** Weight of the node's rows, by the caller's weights. */
  readonly weight: number;
  /** True where all rows of the node have one target. */
  readonly isPure: boolean;
  /** Score and side of missing cells of what `bestPrefix` found. */
  readonly score: number;
  readonly missingLeft: boolean;
  /** Takes in the node of rows[from, to). */
  enter(rows: Uint32Array, weights: Float64Array, from: number, to: number): void;
  /** Sums the node in a column: cell of row r at cells[offset + r]. */
  fill(cells: Uint8Array, offset: number): void;
  /**
   * How many of the first `count` slots of `order` to send left for the best score above `atLeast`, or 0 for none.
   * With `missingApart`, missing cells are tried on both sides; then all of `order` may go left.
   */
  bestPrefix(order: Uint8Array, count: number, missingApart: boolean, minWeight: number, atLeast: number): number;
  /** Score of sending the first `taken` slots left; −∞ where a side is too light. */
  prefixScore(order: Uint8Array, taken: number, withMissing: boolean, minWeight: number): number;
  /** What categories are ordered by. */
  orderKey(slot: number): number;
  /** Shares of the classes, or the mean. */
  leaf(): number[];
}
