/** The steps of a boosting fit: a thin hand on the kernels, which hold the loops. */
import * as field from "../../kernels/index.ts";
import { type Kernels, kernels, PHASES } from "../../kernels/index.ts";
import type { Tree } from "../../model.ts";
import { SLOTS } from "../binning.ts";
import type { NodeSplit } from "../tree-builder.ts";
import { type BoosterMemory, type BoosterProblem, chunksOf, layOut } from "./booster-memory.ts";
import { type Packed, type Units, unitsPerOne } from "./units.ts";

/** A leaf to be searched. */
export interface SearchedLeaf {
  total: Packed;
  /** Least hessian of a child, in units. */
  least: number;
  /** The score a split has to beat. */
  toBeat: number;
  /** Bounds of a child's value. */
  bounds: readonly [low: number, high: number];
}

/** What the search found in a column. */
export interface Found {
  /** 0 for nothing. */
  gain: number;
  left: Packed;
  /** Numbers: the last bin that goes left. */
  bin: number;
  missingLeft: boolean | null;
  /** Categories: by slot, 1 goes left. */
  sides: Uint8Array;
}

/** Rows [from, to) of the list. */
export interface Stretch {
  from: number;
  to: number;
}

/** Work on fewer cells, rows or slots than these is done sooner alone than shared. */
const SHARED_CELLS = 50_000;
const SHARED_ROWS = 12_000;
const SHARED_SLOTS = 4_000;

export class Booster {
  readonly rows: number;
  readonly columns: number;
  /** What one unit of the tree at hand stands for. */
  units: Units = { gradient: 1, hessian: 1 };
  readonly #kernels: Kernels;
  readonly #memory: BoosterMemory;
  readonly #problem: BoosterProblem;
  readonly #free: number[] = [];
  #slotsSearched = 0;

  constructor(problem: BoosterProblem) {
    this.rows = problem.binned.rows;
    this.columns = problem.binned.columns.length;
    this.#problem = problem;
    this.#kernels = kernels();
    this.#memory = layOut(this.#kernels, problem);
  }

  /** Raw scores, one array per output. */
  get scores(): readonly Float64Array[] {
    return this.#memory.scores;
  }

  /** The rows of the tree at hand, each leaf's together and in ascending order. */
  get list(): Uint32Array {
    return this.#memory.list;
  }

  /** The derivatives of the loss at the scores, of all outputs. */
  derive(): void {
    this.#kernels.run(PHASES.derive, chunksOf(this.rows), this.rows < SHARED_ROWS);
  }

  /** Lists the rows that the next tree learns from. @returns how many */
  sample(share: number, seed: number): number {
    if (share >= 1 && this.#problem.watched === undefined) {
      this.#set(field.UNSEEN_COUNT, 0);
      return this.rows;
    }
    return this.#kernels.sampleRows(seed, share);
  }

  takeHistogram(): number {
    return this.#free.pop() ?? this.#kernels.memory.take(Float64Array, this.columns * SLOTS).byteOffset;
  }

  giveHistogram(histogram: number): void {
    if (histogram !== 0) this.#free.push(histogram);
  }

  /**
   * Begins a tree: packs the gradients of its rows and sums them.
   * @param listed how many rows it learns from, as `sample` says
   * @param searched the columns that may be split on
   */
  root(output: number, listed: number, searched: Int32Array): { histogram: number; total: Packed; weight: number } {
    this.#setUnits(output);
    this.#memory.searched.set(searched);
    this.#slotsSearched = searched.reduce((sum, at) => sum + this.#problem.binned.columns[at]!.bins, 0);
    this.#set(field.SEARCHED_COUNT, searched.length);
    this.#set(field.OUTPUT, output);
    this.#set(field.LISTED, listed);
    this.#set(field.WHOLE, listed === this.rows ? 1 : 0);
    const histogram = this.takeHistogram();
    this.#sumInto(histogram, 0);
    const chunks = chunksOf(listed);
    this.#kernels.run(PHASES.addRoot, chunks, listed * this.columns < SHARED_CELLS);
    const { words, doubles } = this.#memory.counts;
    const total = { gradient: 0, hessian: 0 };
    let weight = 0;
    for (let chunk = 0; chunk < chunks; chunk++) {
      total.hessian += words[4 * chunk]! >>> 0;
      total.gradient += words[4 * chunk + 1]!;
      weight += doubles[2 * chunk + 1]!;
    }
    return { histogram, total, weight };
  }

  /** Divides some rows of the list. @returns how many went left, and their weight */
  divide({ from, to }: Stretch, { column, goesLeft }: NodeSplit): { left: number; weight: number } {
    this.#set(field.FROM, from);
    this.#set(field.TO, to);
    this.#set(field.SPLIT_CELLS, this.#problem.binned.cells.byteOffset + column * this.rows);
    this.#memory.goesLeft.set(goesLeft);
    const chunks = chunksOf(to - from);
    this.#kernels.run(PHASES.divide, chunks, to - from < SHARED_ROWS);
    const { words, doubles } = this.#memory.counts;
    let left = 0;
    let weight = 0;
    for (let chunk = 0; chunk < chunks; chunk++) {
      words[4 * chunk + 1] = left;
      left += words[4 * chunk]!;
      weight += doubles[2 * chunk + 1]!;
    }
    this.#set(field.LEFT, left);
    return { left, weight };
  }

  /**
   * Moves the rows just divided into place, and sums those of the smaller side: the left one where both are equal.
   * @param parent the histogram of both sides; 0: none is wanted
   * @returns the smaller side's histogram, or 0
   */
  place({ from, to }: Stretch, left: number, parent: number): number {
    const right = to - from - left;
    const histogram = parent === 0 ? 0 : this.takeHistogram();
    this.#set(field.SMALL_IS_LEFT, parent === 0 ? 2 : left <= right ? 1 : 0);
    if (parent !== 0) this.#sumInto(histogram, parent);
    this.#kernels.run(PHASES.place, chunksOf(to - from), Math.min(left, right) * this.columns < SHARED_CELLS);
    return histogram;
  }

  /** Searches the side just summed and what remains of its parent; null is not searched. */
  search(summed: SearchedLeaf | null, remaining: SearchedLeaf | null): void {
    [summed, remaining].forEach((leaf, which) => {
      this.#describeLeaf(which, leaf);
    });
    const searched = this.#kernels.memory.words[field.SEARCHED_COUNT >> 2]!;
    this.#kernels.run(PHASES.search, searched, this.#slotsSearched < SHARED_SLOTS);
  }

  /** What the last search found in a column. @param which 0: the side just summed, 1: what remained */
  found(which: number, column: number): Found {
    const { bytes, words, doubles } = this.#memory.results;
    const at = (which * this.columns + column) * field.RESULT_BYTES;
    const missing = words[(at + field.RESULT_MISSING) >> 2]!;
    return {
      gain: doubles[at >> 3]!,
      left: {
        hessian: words[(at + field.RESULT_LEFT) >> 2]! >>> 0,
        gradient: words[(at + field.RESULT_LEFT + 4) >> 2]!,
      },
      bin: words[(at + field.RESULT_BIN) >> 2]!,
      missingLeft: missing === 2 ? null : missing === 1,
      sides: bytes.subarray(at + field.RESULT_SIDES, at + field.RESULT_SIDES + SLOTS),
    };
  }

  /** Exact sums of each leaf's rows. */
  sumLeaves(leaves: readonly Stretch[]): { gradient: number; hessian: number; weight: number }[] {
    const { words, doubles } = this.#memory.leaves;
    const step = field.GROWN_BYTES;
    leaves.forEach(({ from, to }, at) => {
      words[(at * step) >> 2] = from;
      words[((at * step) >> 2) + 1] = to;
    });
    this.#kernels.run(PHASES.sumLeaves, leaves.length, this.rows < SHARED_ROWS);
    return leaves.map((_, at) => ({
      gradient: doubles[(at * step + field.GROWN_GRADIENT) >> 3]!,
      hessian: doubles[(at * step + field.GROWN_HESSIAN) >> 3]!,
      weight: doubles[(at * step + field.GROWN_WEIGHT) >> 3]!,
    }));
  }

  /** Adds the finished tree to the scores: by leaf to the rows that grew it, the others walk it. */
  addTree(tree: Tree, leaves: readonly (Stretch & { node: number })[], splits: ReadonlyMap<number, NodeSplit>): void {
    leaves.forEach(({ node }, at) => {
      this.#memory.leaves.doubles[(at * field.GROWN_BYTES + field.GROWN_VALUE) >> 3] = tree.values[node]!;
    });
    this.#kernels.run(PHASES.addLeaves, leaves.length, this.rows < SHARED_ROWS);
    const unseen = this.#kernels.memory.words[field.UNSEEN_COUNT >> 2]!;
    if (unseen === 0) return;
    const { words, doubles } = this.#memory.nodes;
    tree.feature.forEach((feature, node) => {
      const at = node * field.NODE_BYTES;
      words[at >> 2] = feature;
      words[(at + field.NODE_LEFT) >> 2] = tree.left[node]!;
      doubles[(at + field.NODE_VALUE) >> 3] = tree.values[node]!;
    });
    for (const [node, { goesLeft }] of splits) this.#memory.nodeTables.set(goesLeft, node * SLOTS);
    this.#kernels.run(PHASES.walk, chunksOf(unseen), unseen < SHARED_ROWS);
  }

  #set(at: number, value: number): void {
    this.#kernels.memory.set(at, value);
  }

  #setUnits(output: number): void {
    const blocks = chunksOf(this.rows);
    let gradient = 0;
    let hessian = 0;
    for (let block = output * blocks; block < (output + 1) * blocks; block++) {
      gradient += this.#memory.blockSums[2 * block]!;
      hessian += this.#memory.blockSums[2 * block + 1]!;
    }
    const perOne = unitsPerOne(gradient, hessian, this.rows);
    this.units = { gradient: 1 / perOne.gradient, hessian: 1 / perOne.hessian };
    const { memory } = this.#kernels;
    memory.setDouble(field.GRADIENT_UNITS, perOne.gradient);
    memory.setDouble(field.HESSIAN_UNITS, perOne.hessian);
    memory.setDouble(field.GRADIENT_UNIT, this.units.gradient);
    memory.setDouble(field.HESSIAN_UNIT, this.units.hessian);
  }

  #sumInto(histogram: number, parent: number): void {
    this.#set(field.HISTOGRAM, histogram);
    this.#set(field.PARENT, parent);
    new Float64Array(this.#kernels.memory.memory.buffer, histogram, this.columns * SLOTS).fill(0);
    this.#memory.touched.fill(0);
  }

  #describeLeaf(which: number, leaf: SearchedLeaf | null): void {
    const { memory } = this.#kernels;
    const at = field.LEAVES + which * field.LEAF_BYTES;
    memory.set(at + field.LEAF_WANTED, leaf === null ? 0 : 1);
    if (leaf === null) return;
    memory.set(at, leaf.total.hessian);
    memory.set(at + 4, leaf.total.gradient);
    memory.setDouble(at + field.LEAF_LEAST, leaf.least);
    memory.setDouble(at + field.LEAF_TO_BEAT, leaf.toBeat);
    memory.setDouble(at + field.LEAF_LOWEST, leaf.bounds[0]);
    memory.setDouble(at + field.LEAF_HIGHEST, leaf.bounds[1]);
  }
}
