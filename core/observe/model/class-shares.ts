/** How often the classes come, and since when they come so. */
import { changePoint } from "../statistics/index.ts";

/** A change that adds less to the likelihood is chance, looked for at thousands of places in every window. */
const LEAST_STRENGTH = 25;

/** Shares of the classes, each class given half a row so that none is impossible. */
export function classShares(truth: Float64Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0.5);
  for (const label of truth) if (!Number.isNaN(label)) counts[label]! += 1;
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
}

/**
 * The first row from which the classes come in their newest shares: rows before a change say nothing about those.
 * Looked for in the class whose share differs most from what it was.
 * @param truth codes in time order, NaN where unknown
 * @param before shares of the classes before those rows
 * @returns 0 where the shares did not change among the rows
 * @example sharesChangedAt(codesThatChangeAtRow500, [0.5, 0.5]) // 500
 */
export function sharesChangedAt(truth: Float64Array, before: readonly number[]): number {
  const known = Int32Array.from(truth.keys()).filter((row) => !Number.isNaN(truth[row]!));
  const newest = classShares(truth.subarray(truth.length >> 1), before.length);
  const moved = newest.map((share, k) => Math.abs(share - before[k]!));
  const most = moved.indexOf(Math.max(...moved));
  const found = changePoint(Float64Array.from(known, (row) => (truth[row] === most ? 1 : 0)));
  return found !== null && found.strength >= LEAST_STRENGTH ? known[found.at]! : 0;
}
