import { MISSING, SLOTS } from "../binning.ts";
import type { Scan } from "./scan.ts";
import { SlotSet } from "./slot-set.ts";

/** One sum per class and slot: Gini impurity of three classes or more. */
export class ClassScan implements Scan {
  readonly width: number;
  readonly slots = new SlotSet();
  weight = 0;
  isPure = false;
  score = 0;
  missingLeft = false;
  readonly #targets: Int32Array;
  readonly #sums: Float64Array;
  readonly #node: Float64Array;
  readonly #left: Float64Array;
  readonly #nodeWeights: Float64Array;
  readonly #nodeTargets: Int32Array;
  #rows: Uint32Array = new Uint32Array(0);

  constructor(targets: Int32Array, classes: number) {
    this.#targets = targets;
    this.width = classes;
    this.#sums = new Float64Array(SLOTS * classes);
    this.#node = new Float64Array(classes);
    this.#left = new Float64Array(classes);
    this.#nodeWeights = new Float64Array(targets.length);
    this.#nodeTargets = new Int32Array(targets.length);
  }

  enter(rows: Uint32Array, weights: Float64Array, from: number, to: number): void {
    this.#rows = rows.subarray(from, to);
    this.#node.fill(0);
    this.weight = 0;
    for (let i = from; i < to; i++) {
      const row = rows[i]!;
      const target = this.#targets[row]!;
      const weight = weights[row]!;
      this.#nodeTargets[i - from] = target;
      this.#nodeWeights[i - from] = weight;
      this.#node[target] = this.#node[target]! + weight;
      this.weight += weight;
    }
    this.isPure = this.#node.reduce((held, sum) => (sum > 0 ? held + 1 : held), 0) < 2;
  }

  fill(cells: Uint8Array, offset: number): void {
    const rows = this.#rows;
    const sums = this.#sums;
    const classes = this.width;
    const { bits } = this.slots;
    this.#clear();
    for (let i = 0; i < rows.length; i++) {
      const slot = cells[offset + rows[i]!]!;
      const at = slot * classes + this.#nodeTargets[i]!;
      bits[slot >> 5] = bits[slot >> 5]! | (1 << slot);
      sums[at] = sums[at]! + this.#nodeWeights[i]!;
    }
    this.slots.collect();
  }

  bestPrefix(order: Uint8Array, count: number, missingApart: boolean, minWeight: number, atLeast: number): number {
    const last = missingApart ? count : count - 1;
    let best = 0;
    this.#left.fill(0);
    this.score = atLeast;
    for (let taken = 1; taken <= last; taken++) {
      this.#addToLeft(order[taken - 1]!, 1);
      const score = this.#divided(minWeight);
      if (score > this.score) {
        this.score = score;
        this.missingLeft = false;
        best = taken;
      }
      if (!missingApart || taken === count) continue;
      this.#addToLeft(MISSING, 1);
      const withMissing = this.#divided(minWeight);
      this.#addToLeft(MISSING, -1);
      if (withMissing > this.score) {
        this.score = withMissing;
        this.missingLeft = true;
        best = taken;
      }
    }
    return best;
  }

  prefixScore(order: Uint8Array, taken: number, withMissing: boolean, minWeight: number): number {
    this.#left.fill(0);
    for (let i = 0; i < taken; i++) this.#addToLeft(order[i]!, 1);
    if (withMissing) this.#addToLeft(MISSING, 1);
    return this.#divided(minWeight);
  }

  /** Share of the class that the node holds most of: exact ordering is known for two classes only. */
  orderKey(slot: number): number {
    let most = 0;
    for (let k = 1; k < this.width; k++) if (this.#node[k]! > this.#node[most]!) most = k;
    let total = 0;
    for (let k = 0; k < this.width; k++) total += this.#sums[slot * this.width + k]!;
    return this.#sums[slot * this.width + most]! / total;
  }

  leaf(): number[] {
    return Array.from(this.#node, (sum) => (this.weight > 0 ? sum / this.weight : 1 / this.width));
  }

  #addToLeft(slot: number, sign: number): void {
    const start = slot * this.width;
    for (let k = 0; k < this.width; k++) this.#left[k] = this.#left[k]! + sign * this.#sums[start + k]!;
  }

  #divided(minWeight: number): number {
    let weight = 0;
    let squares = 0;
    let otherSquares = 0;
    for (let k = 0; k < this.width; k++) {
      const sum = this.#left[k]!;
      const other = this.#node[k]! - sum;
      weight += sum;
      squares += sum * sum;
      otherSquares += other * other;
    }
    const least = Math.max(minWeight * (1 - 1e-9), Number.MIN_VALUE);
    const otherWeight = this.weight - weight;
    if (weight < least || otherWeight < least) return Number.NEGATIVE_INFINITY;
    return squares / weight + otherSquares / otherWeight;
  }

  #clear(): void {
    const { values, count, hasMissing } = this.slots;
    for (let i = 0; i < count; i++) this.#sums.fill(0, values[i]! * this.width, (values[i]! + 1) * this.width);
    if (hasMissing) this.#sums.fill(0, MISSING * this.width);
  }
}
