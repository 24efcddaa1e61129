/** One boosted tree, leaf-wise: the leaf whose split gains most is split next (LightGBM, Ke et al. 2017). */
import type { Tree } from "../../model.ts";
import type { BinnedMatrix } from "../binning.ts";
import { partitionRows } from "../partition.ts";
import { type NodeSplit, TreeBuilder } from "../tree-builder.ts";
import { subtractHistogram, sumHistogram } from "./histogram.ts";
import { HistogramPool } from "./histogram-pool.ts";
import type { Packed } from "./packing.ts";
import { bestSplit, type Candidate, type SplitRules, toNodeSplit } from "./split.ts";

export interface GrowthRules extends SplitRules {
  leaves: number;
  maxDepth: number;
}

/** Rows [from, to) of the shared row list. */
export interface Leaf {
  node: number;
  from: number;
  to: number;
  depth: number;
}

interface OpenLeaf extends Leaf {
  /** Rows, by weight. */
  weight: number;
  total: number;
  histogram: Float64Array;
  best: Candidate | null;
}

export interface Grown {
  builder: TreeBuilder;
  leaves: Leaf[];
  /** By node. */
  splits: Map<number, NodeSplit>;
}

/** Holds what all trees of a fit share: the binned rows and the buffers. */
export class Grower {
  readonly #binned: BinnedMatrix;
  readonly #rules: GrowthRules;
  readonly #pool: HistogramPool;
  readonly #spare: Uint32Array;
  readonly #weights: Float64Array | undefined;
  readonly #poll: () => void;

  /** @param poll called before each leaf; throws to stop. */
  constructor(binned: BinnedMatrix, rules: GrowthRules, weights: Float64Array | undefined, poll: () => void) {
    this.#binned = binned;
    this.#rules = rules;
    this.#pool = new HistogramPool(binned.columns.length);
    this.#spare = new Uint32Array(binned.rows);
    this.#weights = weights;
    this.#poll = poll;
  }

  /**
   * @param rows the rows to learn from; reordered so that each leaf's rows lie together, in ascending order.
   * @param columns the columns that may be split on.
   */
  grow(rows: Uint32Array, columns: Int32Array, packed: Packed): Grown {
    const builder = new TreeBuilder(1);
    const splits = new Map<number, NodeSplit>();
    const open: OpenLeaf[] = [this.#root(rows, columns, packed)];
    while (open.length < this.#rules.leaves) {
      this.#poll();
      const next = mostGaining(open);
      if (next < 0) break;
      const [left, right] = this.#split(open[next]!, builder, splits, rows);
      if (open.length + 1 < this.#rules.leaves) this.#searchChildren(open[next]!, left, right, rows, columns, packed);
      else this.#pool.give(open[next]!.histogram);
      open.splice(next, 1, left, right);
    }
    for (const leaf of open) if (leaf.histogram.length > 0) this.#pool.give(leaf.histogram);
    return { builder, leaves: open, splits };
  }

  #root(rows: Uint32Array, columns: Int32Array, packed: Packed): OpenLeaf {
    const histogram = this.#pool.take();
    sumHistogram(this.#binned, rows, 0, rows.length, packed.values, histogram);
    const total = sumOver(rows, 0, rows.length, packed.values);
    const weight = this.#weightOf(rows, 0, rows.length);
    const root: OpenLeaf = { node: 0, from: 0, to: rows.length, depth: 0, weight, total, histogram, best: null };
    root.best = this.#search(root, columns, packed);
    return root;
  }

  #split(
    leaf: OpenLeaf,
    builder: TreeBuilder,
    splits: Map<number, NodeSplit>,
    rows: Uint32Array,
  ): [OpenLeaf, OpenLeaf] {
    const best = leaf.best!;
    const split = toNodeSplit(best, this.#binned.columns[best.column]!);
    const middle = leaf.from + partitionRows(this.#binned, rows, leaf.from, leaf.to, split, this.#spare);
    const node = builder.split(leaf.node, split, middle - leaf.from >= leaf.to - middle);
    splits.set(leaf.node, split);
    const child = { depth: leaf.depth + 1, total: 0, histogram: NONE, best: null };
    const weight = this.#weightOf(rows, leaf.from, middle);
    return [
      { ...child, node, from: leaf.from, to: middle, weight },
      { ...child, node: node + 1, from: middle, to: leaf.to, weight: leaf.weight - weight },
    ];
  }

  /** The smaller child is summed, the larger is what remains of the parent. */
  #searchChildren(
    parent: OpenLeaf,
    left: OpenLeaf,
    right: OpenLeaf,
    rows: Uint32Array,
    columns: Int32Array,
    packed: Packed,
  ): void {
    const [small, large] = left.to - left.from <= right.to - right.from ? [left, right] : [right, left];
    if (!this.#mayBeSplit(large)) {
      this.#pool.give(parent.histogram);
      return;
    }
    small.histogram = this.#pool.take();
    sumHistogram(this.#binned, rows, small.from, small.to, packed.values, small.histogram);
    small.total = sumOver(rows, small.from, small.to, packed.values);
    large.histogram = parent.histogram;
    subtractHistogram(large.histogram, small.histogram);
    large.total = parent.total - small.total;
    for (const leaf of [small, large]) leaf.best = this.#mayBeSplit(leaf) ? this.#search(leaf, columns, packed) : null;
  }

  #mayBeSplit(leaf: OpenLeaf): boolean {
    return leaf.weight >= 2 * this.#rules.minRows - 1e-6 && leaf.depth < this.#rules.maxDepth;
  }

  #weightOf(rows: Uint32Array, from: number, to: number): number {
    return this.#weights === undefined ? to - from : sumOver(rows, from, to, this.#weights);
  }

  #search(leaf: OpenLeaf, columns: Int32Array, packed: Packed): Candidate | null {
    return bestSplit(this.#binned, columns, leaf.histogram, leaf.total, leaf.weight, packed, this.#rules);
  }
}

const NONE = new Float64Array(0);

function mostGaining(open: readonly OpenLeaf[]): number {
  let found = -1;
  let gain = 0;
  for (let i = 0; i < open.length; i++) {
    const { best } = open[i]!;
    if (best !== null && best.gain > gain) {
      gain = best.gain;
      found = i;
    }
  }
  return found;
}

function sumOver(rows: Uint32Array, from: number, to: number, values: Float64Array): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[rows[i]!]!;
  return sum;
}

/** The value of a leaf is the Newton step of its rows, from exact gradients; `onLeaf` learns it. */
export function finishTree(
  { builder, leaves }: Grown,
  rows: Uint32Array,
  gradients: Float64Array,
  hessians: Float64Array,
  weights: Float64Array | undefined,
  options: { l2: number; learningRate: number; output: number; onLeaf(leaf: Leaf, value: number): void },
): Tree {
  for (const leaf of leaves) {
    let gradient = 0;
    let hessian = 0;
    let cover = 0;
    for (let i = leaf.from; i < leaf.to; i++) {
      const row = rows[i]!;
      gradient += gradients[row]!;
      hessian += hessians[row]!;
      if (weights !== undefined) cover += weights[row]!;
    }
    const divisor = hessian + options.l2;
    const value = divisor > 0 ? (-options.learningRate * gradient) / divisor : 0;
    builder.setLeaf(leaf.node, [value], weights === undefined ? leaf.to - leaf.from : cover);
    options.onLeaf(leaf, value);
  }
  return builder.finish(options.output);
}
