/** Finds a node's split: the best of some columns' cuts (random forest, tree), or of one random cut each (extra trees). */
import type { Rng } from "../../../shared/index.ts";
import { thresholdBetween } from "../bin-edges.ts";
import type { RangedMatrix } from "../bin-ranges.ts";
import { type BinnedColumn, MISSING, SLOTS } from "../binning.ts";
import { categorySplit, type NodeSplit, numericSplit } from "../tree-builder.ts";
import type { Scan } from "./scan.ts";

export interface SearchRules {
  /** Least weight of a leaf; 0 for any. */
  minLeafWeight: number;
  /** One cut per column, drawn at random (Geurts et al. 2006), instead of the best one. */
  randomCuts: boolean;
}

export class NodeSearch {
  readonly #binned: RangedMatrix;
  readonly #scan: Scan;
  readonly #rules: SearchRules;
  readonly #rng: Rng;
  readonly #order = new Uint8Array(SLOTS);
  #bestScore = 0;
  #best: (() => NodeSplit) | null = null;

  constructor(binned: RangedMatrix, scan: Scan, rules: SearchRules, rng: Rng) {
    this.#binned = binned;
    this.#scan = scan;
    this.#rules = rules;
    this.#rng = rng;
  }

  /** Forgets the node before; the scan has entered the next. */
  start(): void {
    this.#best = null;
    this.#bestScore = Number.NEGATIVE_INFINITY;
  }

  /** Tries one column; false where it is constant in this node. */
  tryColumn(at: number): boolean {
    const { columns, cells, rows } = this.#binned;
    const column = columns[at]!;
    this.#scan.fill(cells, at * rows);
    if (this.#scan.slots.filled < 2) return false;
    if (column.codes !== null) this.#category(at, column);
    else if (this.#rules.randomCuts) this.#randomCut(at, column);
    else this.#everyCut(at, column);
    return true;
  }

  /** The best split of the columns tried; null where none leaves both sides heavy enough. */
  best(): NodeSplit | null {
    return this.#best === null ? null : this.#best();
  }

  #everyCut(at: number, column: BinnedColumn): void {
    const { values, count, hasMissing } = this.#scan.slots;
    const taken = this.#scan.bestPrefix(values, count, hasMissing, this.#rules.minLeafWeight, this.#bestScore);
    if (taken === 0) return;
    this.#bestScore = this.#scan.score;
    const last = values[taken - 1]!;
    const next = taken < count ? values[taken]! : -1;
    const missingLeft = hasMissing ? this.#scan.missingLeft : null;
    const { lowest, highest } = this.#binned.ranges[at]!;
    // Where only missing cells go right, the last bin's open end is the threshold.
    this.#best = () =>
      next < 0
        ? numericSplit(at, column, column.bins - 1, false)
        : numericSplit(at, column, last, missingLeft, thresholdBetween(highest[last]!, lowest[next]!));
  }

  /** The cut is drawn among the bins' edges between the smallest and the largest: uniform in ranks, not in values. */
  #randomCut(at: number, column: BinnedColumn): void {
    const { values, count, hasMissing } = this.#scan.slots;
    const first = values[0]!;
    const cut = count > 1 ? first + this.#rng.int(values[count - 1]! - first) : column.bins - 1;
    const missingLeft = hasMissing ? count > 1 && this.#rng.int(2) === 0 : null;
    let taken = 0;
    while (taken < count && values[taken]! <= cut) taken++;
    const score = this.#scan.prefixScore(values, taken, missingLeft === true, this.#rules.minLeafWeight);
    if (!(score > this.#bestScore)) return;
    this.#bestScore = score;
    this.#best = () => numericSplit(at, column, cut, missingLeft);
  }

  #category(at: number, column: BinnedColumn): void {
    const { minLeafWeight, randomCuts } = this.#rules;
    const order = randomCuts ? this.#rng.shuffle(this.#filledSlots()) : this.#orderedSlots();
    this.#order.set(order);
    let taken: number;
    let score: number;
    if (randomCuts) {
      taken = 1 + this.#rng.int(order.length - 1);
      score = this.#scan.prefixScore(this.#order, taken, false, minLeafWeight);
      if (!(score > this.#bestScore)) return;
    } else {
      taken = this.#scan.bestPrefix(this.#order, order.length, false, minLeafWeight, this.#bestScore);
      score = this.#scan.score;
      if (taken === 0) return;
    }
    this.#bestScore = score;
    const missingLeft = this.#scan.slots.hasMissing ? order.indexOf(MISSING) < taken : null;
    this.#best = () => categorySplit(at, column, order.slice(0, taken), missingLeft);
  }

  #filledSlots(): number[] {
    const { values, count, hasMissing } = this.#scan.slots;
    return [...values.subarray(0, count), ...(hasMissing ? [MISSING] : [])];
  }

  #orderedSlots(): number[] {
    const keys = new Map(this.#filledSlots().map((slot) => [slot, this.#scan.orderKey(slot)]));
    return [...keys.keys()].sort((a, b) => keys.get(a)! - keys.get(b)! || a - b);
  }
}
