/**
 * One boosted tree: leaf-wise, the leaf whose split gains most is split next (LightGBM, Ke et al. 2017), or
 * depth-wise, the shallowest (XGBoost, Chen & Guestrin 2016).
 */
import type { BinnedMatrix } from "../binning.ts";
import { type NodeSplit, TreeBuilder } from "../tree-builder.ts";
import type { Booster, Stretch } from "./booster.ts";
import {
  type Bounds,
  bestSplit,
  type Candidate,
  newtonStep,
  type SplitRules,
  toBeSearched,
  UNBOUNDED,
} from "./split.ts";
import { difference, type Packed } from "./units.ts";

export interface GrowthRules extends SplitRules {
  leaves: number;
  maxDepth: number;
  growth: "leaf" | "depth";
  /** Per column 1 where the answer may only rise with it, −1 only fall, 0 either. */
  directions: Int8Array;
}

export interface Leaf extends Stretch {
  node: number;
  /** What its value is held within. */
  bounds: Bounds;
}

interface OpenLeaf extends Leaf {
  depth: number;
  /** Rows, by weight. */
  weight: number;
  total: Packed;
  /** Its address; 0 for none. */
  histogram: number;
  best: Candidate | null;
}

export interface Grown {
  builder: TreeBuilder;
  leaves: Leaf[];
  /** By node. */
  splits: Map<number, NodeSplit>;
}

/** What all trees of a fit share. */
export class Grower {
  readonly #booster: Booster;
  readonly #binned: BinnedMatrix;
  readonly #rules: GrowthRules;
  readonly #poll: () => void;

  /** @param poll called before each leaf; throws to stop. */
  constructor(booster: Booster, binned: BinnedMatrix, rules: GrowthRules, poll: () => void) {
    this.#booster = booster;
    this.#binned = binned;
    this.#rules = rules;
    this.#poll = poll;
  }

  /**
   * @param listed how many rows of the booster's list to learn from; they are reordered, each leaf's together.
   * @param columns the columns that may be split on.
   */
  grow(output: number, listed: number, columns: Int32Array): Grown {
    const grown = { builder: new TreeBuilder(1), splits: new Map<number, NodeSplit>() };
    const open: OpenLeaf[] = [this.#root(output, listed, columns)];
    while (open.length < this.#rules.leaves) {
      this.#poll();
      const next = this.#next(open);
      if (next < 0) break;
      const isLast = open.length + 1 === this.#rules.leaves;
      open.splice(next, 1, ...this.#split(open[next]!, grown, columns, isLast));
    }
    for (const leaf of open) this.#booster.giveHistogram(leaf.histogram);
    return { ...grown, leaves: open };
  }

  #root(output: number, listed: number, columns: Int32Array): OpenLeaf {
    const summed = this.#booster.root(output, listed, columns);
    const root: OpenLeaf = { ...summed, node: 0, from: 0, to: listed, depth: 0, bounds: UNBOUNDED, best: null };
    this.#search(root, null, columns);
    return root;
  }

  /** The smaller child is summed, the larger is what remains of the parent. */
  #split(leaf: OpenLeaf, { builder, splits }: Omit<Grown, "leaves">, columns: Int32Array, isLast: boolean): OpenLeaf[] {
    const booster = this.#booster;
    const { split, left: leftTotal } = leaf.best!;
    const { left: leftRows, weight } = booster.divide(leaf, split);
    const middle = leaf.from + leftRows;
    const node = builder.split(leaf.node, split, leftRows >= leaf.to - middle);
    splits.set(leaf.node, split);
    const child = { depth: leaf.depth + 1, histogram: 0, best: null };
    const rightTotal = difference(leaf.total, leftTotal);
    const [leftBounds, rightBounds] = this.#childBounds(leaf, split.column, leftTotal, rightTotal);
    const left: OpenLeaf = {
      ...child,
      node,
      from: leaf.from,
      to: middle,
      weight,
      total: leftTotal,
      bounds: leftBounds,
    };
    const right: OpenLeaf = {
      ...child,
      ...{ node: node + 1, from: middle, to: leaf.to, weight: leaf.weight - weight },
      ...{ total: rightTotal, bounds: rightBounds },
    };
    const [small, large] = leftRows <= leaf.to - middle ? [left, right] : [right, left];
    const goesOn = !isLast && this.#mayBeSplit(large);
    small.histogram = booster.place(leaf, leftRows, goesOn ? leaf.histogram : 0);
    if (goesOn) {
      large.histogram = leaf.histogram;
      this.#search(small, large, columns);
    } else booster.giveHistogram(leaf.histogram);
    return [left, right];
  }

  /** @param summed the leaf just summed; @param remaining what remains of its parent */
  #search(summed: OpenLeaf, remaining: OpenLeaf | null, columns: Int32Array): void {
    const booster = this.#booster;
    const describe = (leaf: OpenLeaf | null) =>
      leaf !== null && this.#mayBeSplit(leaf) ? toBeSearched(leaf, booster.units, this.#rules) : null;
    const described = [describe(summed), describe(remaining)] as const;
    booster.search(...described);
    [summed, remaining].forEach((leaf, which) => {
      if (leaf === null) return;
      if (described[which] !== null) leaf.best = bestSplit(booster, which, this.#binned, columns, leaf, this.#rules.l2);
      if (leaf.best !== null) return;
      booster.giveHistogram(leaf.histogram);
      leaf.histogram = 0;
    });
  }

  /** On a monotone column the children meet halfway between their values; neither may ever pass that. */
  #childBounds(leaf: OpenLeaf, column: number, left: Packed, right: Packed): [Bounds, Bounds] {
    const direction = this.#rules.directions[column]!;
    if (direction === 0) return [leaf.bounds, leaf.bounds];
    const { units } = this.#booster;
    const { l2 } = this.#rules;
    const middle = (newtonStep(left, units, l2, leaf.bounds) + newtonStep(right, units, l2, leaf.bounds)) / 2;
    const below: Bounds = [leaf.bounds[0], middle];
    const above: Bounds = [middle, leaf.bounds[1]];
    return direction > 0 ? [below, above] : [above, below];
  }

  #mayBeSplit(leaf: OpenLeaf): boolean {
    return leaf.weight >= 2 * this.#rules.minRows - 1e-6 && leaf.depth < this.#rules.maxDepth;
  }

  /** The place of the leaf to be split next, or −1. */
  #next(open: readonly OpenLeaf[]): number {
    const byDepth = this.#rules.growth === "depth";
    let found = -1;
    for (let at = 0; at < open.length; at++) {
      const { best, depth } = open[at]!;
      if (best === null || !(best.gain > 0)) continue;
      const other = found < 0 ? null : open[found]!;
      const isNearer = byDepth && other !== null && depth !== other.depth ? depth < other.depth : null;
      if (other === null || (isNearer ?? best.gain > other.best!.gain)) found = at;
    }
    return found;
  }
}
