/** Grows a `Tree` node by node; children always have larger indices than their parent. */
import type { Tree } from "../model.ts";
import { type BinnedColumn, EVERY_VALUE, MISSING, SLOTS } from "./binning.ts";

/** How a node divides its rows, told twice: by slot for binned rows, by value for the finished tree. */
export interface NodeSplit {
  column: number;
  /** By slot: 1 goes left. */
  goesLeft: Uint8Array;
  threshold: number;
  /** Null: none was missing here; one that comes later goes with the larger side. */
  missingLeft: boolean | null;
  leftCodes: Int32Array | null;
}

/**
 * A number's split after `lastLeft`, the last bin that goes left. `threshold` defaults to that bin's edge.
 */
export function numericSplit(
  column: number,
  binned: BinnedColumn,
  lastLeft: number,
  missingLeft: boolean | null,
  threshold: number = binned.edges[lastLeft] ?? EVERY_VALUE,
): NodeSplit {
  const goesLeft = new Uint8Array(SLOTS);
  goesLeft.fill(1, 0, lastLeft + 1);
  goesLeft[MISSING] = missingLeft ? 1 : 0;
  return { column, goesLeft, threshold, missingLeft, leftCodes: null };
}

/** A category's split: the slots in `left`, which may hold the missing one. */
export function categorySplit(
  column: number,
  binned: BinnedColumn,
  left: readonly number[],
  missingLeft: boolean | null,
): NodeSplit {
  const goesLeft = new Uint8Array(SLOTS);
  for (const slot of left) goesLeft[slot] = 1;
  goesLeft[MISSING] = missingLeft ? 1 : 0;
  const codes = (binned.codes ?? []).flatMap((ofBin, bin) => (goesLeft[bin] === 1 ? [...ofBin] : []));
  return { column, goesLeft, threshold: 0, missingLeft, leftCodes: Int32Array.from(codes.sort((a, b) => a - b)) };
}

export class TreeBuilder {
  readonly #width: number;
  readonly #feature: number[] = [-1];
  readonly #threshold: number[] = [0];
  readonly #left: number[] = [-1];
  readonly #right: number[] = [-1];
  readonly #missingLeft: number[] = [0];
  readonly #leftCodes: (Int32Array | null)[] = [null];
  readonly #cover: number[] = [0];
  readonly #values: number[];
  #categories = false;

  /** @param width values per leaf */
  constructor(width: number) {
    this.#width = width;
    this.#values = new Array<number>(width).fill(0);
  }

  get nodes(): number {
    return this.#feature.length;
  }

  /** Turns a leaf into a split. @returns the left child's index; the right one's is one more. */
  split(node: number, split: NodeSplit, leftIsLarger: boolean): number {
    const left = this.nodes;
    this.#feature[node] = split.column;
    this.#threshold[node] = split.threshold;
    this.#missingLeft[node] = (split.missingLeft ?? leftIsLarger) ? 1 : 0;
    this.#leftCodes[node] = split.leftCodes;
    this.#categories ||= split.leftCodes !== null;
    this.#left[node] = left;
    this.#right[node] = left + 1;
    this.#addLeaf();
    this.#addLeaf();
    return left;
  }

  setLeaf(node: number, values: ArrayLike<number>, cover: number): void {
    for (let k = 0; k < this.#width; k++) this.#values[node * this.#width + k] = values[k]!;
    this.#cover[node] = cover;
  }

  finish(output: number): Tree {
    for (let node = this.nodes - 1; node >= 0; node--)
      if (this.#feature[node]! >= 0)
        this.#cover[node] = this.#cover[this.#left[node]!]! + this.#cover[this.#right[node]!]!;
    return {
      feature: Int32Array.from(this.#feature),
      threshold: Float32Array.from(this.#threshold),
      left: Int32Array.from(this.#left),
      right: Int32Array.from(this.#right),
      missingLeft: Uint8Array.from(this.#missingLeft),
      ...(this.#categories ? { leftCodes: this.#leftCodes } : {}),
      values: Float64Array.from(this.#values),
      width: this.#width,
      output,
      cover: Float64Array.from(this.#cover),
    };
  }

  #addLeaf(): void {
    this.#feature.push(-1);
    this.#threshold.push(0);
    this.#left.push(-1);
    this.#right.push(-1);
    this.#missingLeft.push(0);
    this.#leftCodes.push(null);
    this.#cover.push(0);
    for (let k = 0; k < this.#width; k++) this.#values.push(0);
  }
}
