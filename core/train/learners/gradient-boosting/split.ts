/**
 * The best split of one leaf from its histogram: gain = G²/(H + l2) summed over the children, less the parent's.
 * Missing cells are tried on both sides; categories are ordered by gradient / hessian (Fisher 1958), as LightGBM does.
 */
import { type BinnedColumn, type BinnedMatrix, MISSING, SLOTS } from "../binning.ts";
import { categorySplit, type NodeSplit, numericSplit } from "../tree-builder.ts";
import { type Packed, packedGradient, packedHessian } from "./packing.ts";

export interface SplitRules {
  minRows: number;
  l2: number;
}

/** Smallest hessian sum of a child, against leaves whose rows are all but certain. */
const MIN_HESSIAN = 1e-3;
/** Added to the hessian when categories are ordered, and to l2 in their gain: few rows must not look extreme. */
const CATEGORY_SMOOTHING = 10;
/** Most categories on the smaller side of a split; up to four categories are tried one against the rest. */
const MAX_CATEGORIES = 32;
const ONE_AGAINST_REST = 4;
/** Scores closer than this, relatively, are equal. */
const TIE = 1e-7;

export interface Candidate {
  gain: number;
  column: number;
  /** Numbers: the last bin that goes left. */
  bin: number;
  missingLeft: boolean | null;
  /** Categories: the slots that go left; null for numbers. */
  slots: number[] | null;
}

/** Searches one leaf's histogram; built once per leaf. */
class LeafSearch {
  readonly #histogram: Float64Array;
  readonly #total: number;
  readonly #rules: SplitRules;
  readonly #gradientUnit: number;
  readonly #hessianUnit: number;
  readonly #minHessian: number;
  best: Candidate | null = null;
  #bestGain: number;

  /** @param total packed sum of the leaf; @param rows its rows, by weight: a child's are told from its hessian. */
  constructor(histogram: Float64Array, total: number, rows: number, packed: Packed, rules: SplitRules) {
    this.#histogram = histogram;
    this.#total = total;
    this.#rules = rules;
    this.#gradientUnit = packed.gradientUnit;
    this.#hessianUnit = packed.hessianUnit;
    const hessian = packedHessian(total) * packed.hessianUnit;
    this.#minHessian = Math.max(MIN_HESSIAN, ((rules.minRows - 0.5) * hessian) / rows);
    this.#bestGain = this.#score(total, rules.l2) * (1 + TIE) + 1e-12;
  }

  #score(sum: number, l2: number): number {
    const gradient = packedGradient(sum) * this.#gradientUnit;
    return (gradient * gradient) / (packedHessian(sum) * this.#hessianUnit + l2);
  }

  /** Sum of both children's scores, or −1 where one is too small. */
  #gain(left: number, l2: number): number {
    const right = this.#total - left;
    const least = this.#minHessian / this.#hessianUnit;
    if (packedHessian(left) < least || packedHessian(right) < least) return -1;
    return this.#score(left, l2) + this.#score(right, l2);
  }

  numeric(column: number, bins: number): void {
    const histogram = this.#histogram;
    const start = column * SLOTS;
    const missing = histogram[start + MISSING]!;
    const { l2 } = this.#rules;
    let left = 0;
    for (let bin = 0; bin < bins; bin++) {
      const inBin = histogram[start + bin]!;
      if (inBin === 0) continue;
      left += inBin;
      if (bin === bins - 1 && missing === 0) break;
      const gain = this.#gain(left, l2);
      if (gain > this.#bestGain) this.#keep(gain, column, bin, missing === 0 ? null : false, null);
      if (missing === 0) continue;
      const withMissing = this.#gain(left + missing, l2);
      if (withMissing > this.#bestGain) this.#keep(withMissing, column, bin, true, null);
    }
  }

  category(column: number, bins: number): void {
    const slots = this.#filledSlots(column * SLOTS, bins);
    if (slots.length < 2) return;
    if (slots.length <= ONE_AGAINST_REST) {
      for (const slot of slots) this.#tryCategories(column, [slot], this.#histogram[column * SLOTS + slot]!, 0);
      return;
    }
    const order = this.#ordered(column * SLOTS, slots);
    this.#prefixes(column, order);
    this.#prefixes(column, order.reverse());
  }

  /** Middle of the run of empty bins after a number's split: the edge farthest from both sides' rows. */
  centred(best: Candidate, bins: number): number {
    let next = best.bin + 1;
    while (next < bins - 1 && this.#histogram[best.column * SLOTS + next] === 0) next++;
    return best.bin === bins - 1 ? best.bin : (best.bin + next - 1) >> 1;
  }

  #filledSlots(start: number, bins: number): number[] {
    const slots: number[] = [];
    for (let bin = 0; bin < bins; bin++) if (this.#histogram[start + bin] !== 0) slots.push(bin);
    if (this.#histogram[start + MISSING] !== 0) slots.push(MISSING);
    return slots;
  }

  #ordered(start: number, slots: number[]): number[] {
    const ratio = new Map(
      slots.map((slot) => {
        const sum = this.#histogram[start + slot]!;
        const hessian = packedHessian(sum) * this.#hessianUnit + CATEGORY_SMOOTHING;
        return [slot, (packedGradient(sum) * this.#gradientUnit) / hessian];
      }),
    );
    return slots.sort((a, b) => ratio.get(a)! - ratio.get(b)! || a - b);
  }

  #prefixes(column: number, order: readonly number[]): void {
    const most = Math.min(MAX_CATEGORIES, (order.length + 1) >> 1);
    let left = 0;
    for (let taken = 1; taken <= most && taken < order.length; taken++) {
      left += this.#histogram[column * SLOTS + order[taken - 1]!]!;
      this.#tryCategories(column, order.slice(0, taken), left, CATEGORY_SMOOTHING);
    }
  }

  #tryCategories(column: number, slots: number[], left: number, extraL2: number): void {
    const gain = this.#gain(left, this.#rules.l2 + extraL2);
    if (!(gain > this.#bestGain)) return;
    const sawMissing = this.#histogram[column * SLOTS + MISSING] !== 0;
    this.#keep(gain, column, -1, sawMissing ? slots.includes(MISSING) : null, slots);
  }

  #keep(gain: number, column: number, bin: number, missingLeft: boolean | null, slots: number[] | null): void {
    // Only what is clearly better replaces it, so that rounding decides no tie.
    this.#bestGain = gain * (1 + TIE);
    this.best = { gain, column, bin, missingLeft, slots };
  }
}

/**
 * @param columns the columns that may be split on
 * @returns the best split with its gain over no split, or null where none helps.
 */
export function bestSplit(
  binned: BinnedMatrix,
  columns: Int32Array,
  histogram: Float64Array,
  total: number,
  rows: number,
  packed: Packed,
  rules: SplitRules,
): Candidate | null {
  const search = new LeafSearch(histogram, total, rows, packed, rules);
  for (const column of columns) {
    const { bins, codes } = binned.columns[column]!;
    if (codes === null) search.numeric(column, bins);
    else search.category(column, bins);
  }
  const { best } = search;
  if (best === null) return null;
  const gradient = packedGradient(total) * packed.gradientUnit;
  best.gain -= (gradient * gradient) / (packedHessian(total) * packed.hessianUnit + rules.l2);
  if (best.slots === null) best.bin = search.centred(best, binned.columns[best.column]!.bins);
  return best;
}

export const toNodeSplit = (candidate: Candidate, column: BinnedColumn): NodeSplit =>
  candidate.slots === null
    ? numericSplit(candidate.column, column, candidate.bin, candidate.missingLeft)
    : categorySplit(candidate.column, column, candidate.slots, candidate.missingLeft);
