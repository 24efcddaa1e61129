/** One tree of a forest, or a tree on its own (CART, Breiman et al. 1984), grown depth first on binned cells. */
import type { Rng } from "../../../shared/index.ts";
import type { Tree } from "../../model.ts";
import type { RangedMatrix } from "../bin-ranges.ts";
import { partitionRows } from "../partition.ts";
import { TreeBuilder } from "../tree-builder.ts";
import { NodeSearch } from "./node-search.ts";
import type { Sample } from "./sample.ts";
import type { Scan } from "./scan.ts";

export interface VotingRules {
  maxDepth: number;
  /** Least weight (rows, where none is weighted) of a leaf. */
  minLeafRows: number;
  /** Columns tried per node; those constant in the node do not count. */
  columnsTried: number;
  randomCuts: boolean;
}

interface Open {
  node: number;
  from: number;
  to: number;
  depth: number;
}

/** Holds the buffers that the trees of one forest share. */
export class VotingTreeGrower {
  readonly #binned: RangedMatrix;
  readonly #scan: Scan;
  readonly #rules: VotingRules;
  readonly #poll: (cells: number) => void;
  readonly #spare: Uint32Array;
  readonly #order: Int32Array;

  /** @param poll told how many cells are about to be worked on; throws to stop. */
  constructor(binned: RangedMatrix, scan: Scan, rules: VotingRules, poll: (cells: number) => void) {
    this.#binned = binned;
    this.#scan = scan;
    this.#rules = rules;
    this.#poll = poll;
    this.#spare = new Uint32Array(binned.rows);
    this.#order = Int32Array.from(binned.columns, (_, at) => at);
  }

  /** @param sample its rows are reordered */
  grow({ rows, weights }: Sample, rng: Rng): Tree {
    const { maxDepth, minLeafRows, randomCuts } = this.#rules;
    const scan = this.#scan;
    const builder = new TreeBuilder(scan.width);
    // A lone row always counts, however light it is.
    const minLeafWeight = minLeafRows > 1 ? minLeafRows : 0;
    const search = new NodeSearch(this.#binned, scan, { minLeafWeight, randomCuts }, rng);
    this.#order.sort();
    const open: Open[] = [{ node: 0, from: 0, to: rows.length, depth: 0 }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { node, from, to, depth } = next;
      this.#poll(to - from);
      scan.enter(rows, weights, from, to);
      if (!scan.isPure && depth < maxDepth && scan.weight >= 2 * minLeafWeight)
        this.#tryColumns(search, to - from, rng);
      else search.start();
      const split = search.best();
      if (split === null) {
        builder.setLeaf(node, scan.leaf(), scan.weight);
        continue;
      }
      const middle = from + partitionRows(this.#binned, rows, from, to, split, this.#spare);
      const left = builder.split(node, split, middle - from >= to - middle);
      open.push({ node: left + 1, from: middle, to, depth: depth + 1 });
      open.push({ node: left, from, to: middle, depth: depth + 1 });
    }
    return builder.finish(0);
  }

  #tryColumns(search: NodeSearch, rows: number, rng: Rng): void {
    const width = this.#order.length;
    search.start();
    let tried = 0;
    for (let drawn = 0; drawn < width && tried < this.#rules.columnsTried; drawn++) {
      this.#poll(rows);
      if (search.tryColumn(this.#draw(drawn, rng))) tried++;
    }
  }

  /** The drawn-th column of a random order; in the matrix's order where all are tried anyway. */
  #draw(drawn: number, rng: Rng): number {
    const order = this.#order;
    if (this.#rules.columnsTried >= order.length) return order[drawn]!;
    const other = drawn + rng.int(order.length - drawn);
    const at = order[other]!;
    order[other] = order[drawn]!;
    order[drawn] = at;
    return at;
  }
}
