import { MISSING, SLOTS } from "../binning.ts";
import type { Scan } from "./scan.ts";
import { SlotSet } from "./slot-set.ts";

/** Sums of weight and weighted value per slot: variance, and Gini impurity of two classes. */
export class ValueScan implements Scan {
  readonly width: number;
  readonly slots = new SlotSet();
  weight = 0;
  isPure = false;
  score = 0;
  missingLeft = false;
  readonly #targets: Float64Array;
  /** Weight and weighted value, slot by slot. */
  readonly #sums = new Float64Array(2 * SLOTS);
  readonly #nodeWeights: Float64Array;
  readonly #nodeValues: Float64Array;
  #rows: Uint32Array = new Uint32Array(0);
  #value = 0;

  /** @param width 1: leaves hold the mean; 2: the shares of 0 and 1. */
  constructor(targets: Float64Array, width: 1 | 2) {
    this.#targets = targets;
    this.width = width;
    this.#nodeWeights = new Float64Array(targets.length);
    this.#nodeValues = new Float64Array(targets.length);
  }

  enter(rows: Uint32Array, weights: Float64Array, from: number, to: number): void {
    const targets = this.#targets;
    const first = targets[rows[from]!]!;
    this.#rows = rows.subarray(from, to);
    this.weight = 0;
    this.#value = 0;
    this.isPure = true;
    for (let i = from; i < to; i++) {
      const row = rows[i]!;
      const weight = weights[row]!;
      const value = targets[row]! * weight;
      if (targets[row] !== first) this.isPure = false;
      this.#nodeWeights[i - from] = weight;
      this.#nodeValues[i - from] = value;
      this.weight += weight;
      this.#value += value;
    }
  }

  fill(cells: Uint8Array, offset: number): void {
    const rows = this.#rows;
    const sums = this.#sums;
    const weights = this.#nodeWeights;
    const values = this.#nodeValues;
    const { bits } = this.slots;
    this.#clear();
    for (let i = 0; i < rows.length; i++) {
      const slot = cells[offset + rows[i]!]!;
      bits[slot >> 5] = bits[slot >> 5]! | (1 << slot);
      sums[2 * slot] = sums[2 * slot]! + weights[i]!;
      sums[2 * slot + 1] = sums[2 * slot + 1]! + values[i]!;
    }
    this.slots.collect();
  }

  bestPrefix(order: Uint8Array, count: number, missingApart: boolean, minWeight: number, atLeast: number): number {
    const sums = this.#sums;
    const least = Math.max(minWeight * (1 - 1e-9), Number.MIN_VALUE);
    const missingWeight = missingApart ? sums[2 * MISSING]! : 0;
    const missingValue = missingApart ? sums[2 * MISSING + 1]! : 0;
    const last = missingApart ? count : count - 1;
    let best = 0;
    let weight = 0;
    let value = 0;
    this.score = atLeast;
    for (let taken = 1; taken <= last; taken++) {
      const slot = order[taken - 1]!;
      weight += sums[2 * slot]!;
      value += sums[2 * slot + 1]!;
      if (weight >= least) {
        const score = this.#divided(weight, value, least);
        if (score > this.score) {
          this.score = score;
          this.missingLeft = false;
          best = taken;
        }
      }
      if (missingApart && taken < count && weight + missingWeight >= least) {
        const score = this.#divided(weight + missingWeight, value + missingValue, least);
        if (score > this.score) {
          this.score = score;
          this.missingLeft = true;
          best = taken;
        }
      }
    }
    return best;
  }

  prefixScore(order: Uint8Array, taken: number, withMissing: boolean, minWeight: number): number {
    const least = Math.max(minWeight * (1 - 1e-9), Number.MIN_VALUE);
    let weight = withMissing ? this.#sums[2 * MISSING]! : 0;
    let value = withMissing ? this.#sums[2 * MISSING + 1]! : 0;
    for (let i = 0; i < taken; i++) {
      weight += this.#sums[2 * order[i]!]!;
      value += this.#sums[2 * order[i]! + 1]!;
    }
    return weight >= least ? this.#divided(weight, value, least) : Number.NEGATIVE_INFINITY;
  }

  orderKey(slot: number): number {
    return this.#sums[2 * slot + 1]! / this.#sums[2 * slot]!;
  }

  leaf(): number[] {
    const mean = this.weight > 0 ? this.#value / this.weight : 0;
    return this.width === 1 ? [mean] : [1 - mean, mean];
  }

  #divided(weight: number, value: number, least: number): number {
    const otherWeight = this.weight - weight;
    if (otherWeight < least) return Number.NEGATIVE_INFINITY;
    const otherValue = this.#value - value;
    return (value * value * otherWeight + otherValue * otherValue * weight) / (weight * otherWeight);
  }

  #clear(): void {
    const { values, count, hasMissing } = this.slots;
    for (let i = 0; i < count; i++) {
      this.#sums[2 * values[i]!] = 0;
      this.#sums[2 * values[i]! + 1] = 0;
    }
    if (hasMissing) this.#sums.fill(0, 2 * MISSING);
  }
}
