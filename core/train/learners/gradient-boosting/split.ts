/** What a split of a leaf has to beat, and the best of what the search found. */
import type { BinnedMatrix } from "../binning.ts";
import { categorySplit, type NodeSplit, numericSplit } from "../tree-builder.ts";
import type { Booster, Found, SearchedLeaf } from "./booster.ts";
import type { Packed, Units } from "./units.ts";

export interface SplitRules {
  minRows: number;
  l2: number;
}

/** Smallest hessian sum of a child, against leaves whose rows are all but certain. */
const MIN_HESSIAN = 1e-3;
/** Scores closer than this, relatively, are equal: rounding decides no tie. */
const TIE = 1e-7;

export interface Candidate {
  /** Over no split. */
  gain: number;
  left: Packed;
  split: NodeSplit;
}

export type Bounds = SearchedLeaf["bounds"];
export const UNBOUNDED: Bounds = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

export const within = ([low, high]: Bounds, value: number): number => Math.min(Math.max(value, low), high);

/** The Newton step of a leaf, held within its bounds. */
export const newtonStep = (total: Packed, units: Units, l2: number, bounds: Bounds): number =>
  within(bounds, (-total.gradient * units.gradient) / (total.hessian * units.hessian + l2));

/** What a leaf's value keeps of the loss, doubled: G² / (H + l2) where nothing bounds it. */
function scoreOf(total: Packed, units: Units, l2: number, bounds: Bounds): number {
  const gradient = total.gradient * units.gradient;
  const hessian = total.hessian * units.hessian + l2;
  if (bounds === UNBOUNDED) return (gradient * gradient) / hessian;
  const value = newtonStep(total, units, l2, bounds);
  return -(2 * gradient + hessian * value) * value;
}

/** @param weight the leaf's rows, by weight: a child's are told from its hessian */
export function toBeSearched(
  leaf: { total: Packed; weight: number; bounds: Bounds },
  units: Units,
  rules: SplitRules,
): SearchedLeaf {
  const { total, weight, bounds } = leaf;
  const hessian = total.hessian * units.hessian;
  const least = Math.max(MIN_HESSIAN, ((rules.minRows - 0.5) * hessian) / weight) / units.hessian;
  return { total, least, toBeat: scoreOf(total, units, rules.l2, bounds) * (1 + TIE) + 1e-12, bounds };
}

/** The best column's split; of those that are equal the first. Null where none helps. */
export function bestSplit(
  booster: Booster,
  which: number,
  binned: BinnedMatrix,
  columns: Int32Array,
  leaf: { total: Packed; bounds: Bounds },
  l2: number,
): Candidate | null {
  let best: Found | null = null;
  let bestColumn = -1;
  for (const column of columns) {
    const found = booster.found(which, column);
    if (found.gain <= (best === null ? 0 : best.gain * (1 + TIE))) continue;
    best = found;
    bestColumn = column;
  }
  if (best === null) return null;
  const gain = best.gain - scoreOf(leaf.total, booster.units, l2, leaf.bounds);
  return { gain, left: best.left, split: toNodeSplit(best, bestColumn, binned) };
}

function toNodeSplit({ bin, missingLeft, sides }: Found, column: number, { columns }: BinnedMatrix): NodeSplit {
  const of = columns[column]!;
  if (of.codes === null) return numericSplit(column, of, bin, missingLeft);
  const slots = [...sides.keys()].filter((slot) => sides[slot] === 1);
  return categorySplit(column, of, slots, missingLeft);
}
