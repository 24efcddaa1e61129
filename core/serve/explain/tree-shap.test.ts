import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../../shared/index.ts";
import type { Tree } from "../../train/index.ts";
import golden from "./tree-shap.golden.json" with { type: "json" };
import { addTreeShap, expectedValue } from "./tree-shap.ts";

/** A random tree over `columns` numbers, with covers that add up. */
function randomTree(seed: number, columns: number): Tree {
  const rng = createRng(seed);
  const nodes: { feature: number; threshold: number; left: number; right: number; value: number; cover: number }[] = [];
  function grow(depth: number): number {
    const at = nodes.length;
    const leaf = depth === 0 || rng.next() < 0.2;
    const node = { feature: -1, threshold: 0, left: 0, right: 0, value: rng.normal(), cover: 1 + rng.int(9) };
    nodes.push(node);
    if (leaf) return at;
    node.feature = rng.int(columns);
    node.threshold = Math.fround(rng.normal());
    node.left = grow(depth - 1);
    node.right = grow(depth - 1);
    node.cover = nodes[node.left]!.cover + nodes[node.right]!.cover;
    return at;
  }
  grow(4);
  return {
    feature: Int32Array.from(nodes, (node) => node.feature),
    threshold: Float32Array.from(nodes, (node) => node.threshold),
    left: Int32Array.from(nodes, (node) => node.left),
    right: Int32Array.from(nodes, (node) => node.right),
    missingLeft: Uint8Array.from(nodes, () => rng.int(2)),
    values: Float64Array.from(nodes, (node) => node.value),
    width: 1,
    output: 0,
    cover: Float64Array.from(nodes, (node) => node.cover),
  };
}

/** The tree's answer where only some columns are known: the definition, branch by branch. */
function conditional(tree: Tree, cells: Float32Array, known: ReadonlySet<number>, node = 0): number {
  const column = tree.feature[node]!;
  if (column < 0) return tree.values[node]!;
  const left = tree.left[node]!;
  const right = tree.right[node]!;
  if (known.has(column)) {
    const x = cells[column]!;
    const goesLeft = Number.isNaN(x) ? tree.missingLeft[node] === 1 : x <= tree.threshold[node]!;
    return conditional(tree, cells, known, goesLeft ? left : right);
  }
  const cover = tree.cover[node]!;
  return (
    (tree.cover[left]! * conditional(tree, cells, known, left) +
      tree.cover[right]! * conditional(tree, cells, known, right)) /
    cover
  );
}

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));

/** Shapley values from their definition, over every subset of the columns. */
function byDefinition(tree: Tree, cells: Float32Array): number[] {
  const n = cells.length;
  return Array.from(cells, (_, column) => {
    let total = 0;
    for (let subset = 0; subset < 1 << n; subset++) {
      if (subset & (1 << column)) continue;
      const known = new Set([...cells.keys()].filter((each) => subset & (1 << each)));
      const weight = (factorial(known.size) * factorial(n - known.size - 1)) / factorial(n);
      const without = conditional(tree, cells, known);
      total += weight * (conditional(tree, cells, new Set([...known, column])) - without);
    }
    return total;
  });
}

const cell = fc.oneof(fc.constant(Number.NaN), fc.float({ min: -2, max: 2, noNaN: true }));

describe("against the definition, over all subsets", () => {
  test("random trees and rows, missing cells included", () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(cell, { minLength: 4, maxLength: 4 }), (seed, row) => {
        const tree = randomTree(seed, 4);
        const cells = Float32Array.from(row);
        const shap = new Float64Array(4);
        addTreeShap(tree, cells, 0, shap);
        for (const [i, expected] of byDefinition(tree, cells).entries()) expect(shap[i]).toBeCloseTo(expected, 9);
        const answer = conditional(tree, cells, new Set([0, 1, 2, 3]));
        expect(expectedValue(tree, 0) + shap.reduce((sum, value) => sum + value, 0)).toBeCloseTo(answer, 9);
      }),
    );
  });
});

interface GoldenTree {
  feature: number[];
  threshold: number[];
  left: number[];
  right: number[];
  missing_left: number[];
  value: number[][];
  cover: number[];
}

const treeOf = ({ feature, threshold, left, right, missing_left, value, cover }: GoldenTree): Tree => {
  const width = Math.max(...value.map(({ length }) => length));
  return {
    ...{ feature: Int32Array.from(feature), threshold: Float32Array.from(threshold), width, output: 0 },
    ...{ left: Int32Array.from(left), right: Int32Array.from(right), missingLeft: Uint8Array.from(missing_left) },
    // A node that is no leaf may have no values.
    values: Float64Array.from(value.flatMap((own) => Array.from({ length: width }, (_, output) => own[output] ?? 0))),
    cover: Float64Array.from(cover),
  };
};

describe(`against shap ${golden.shap} (bench/goldens/tree_shap.py)`, () => {
  test.each(golden.goldens)("$name", ({ trees, rows, scale, base, contributions }) => {
    const own = trees.map(treeOf);
    for (const [output, expected] of base.entries()) {
      const sum = own.reduce((total, tree) => total + expectedValue(tree, output), 0);
      expect(sum * scale).toBeCloseTo(expected, 9);
      for (const [at, row] of rows.entries()) {
        const shap = new Float64Array(row.length);
        for (const tree of own)
          addTreeShap(
            tree,
            Float32Array.from(row, (x) => x ?? Number.NaN),
            output,
            shap,
          );
        for (const [column, value] of shap.entries())
          expect(value * scale).toBeCloseTo(contributions[at]![column]![output]!, 9);
      }
    }
  });
});
