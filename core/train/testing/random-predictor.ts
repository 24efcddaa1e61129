/** Made-up tree ensembles and linear models over a design matrix: anything that the format allows. */
import { createRng, type Rng } from "../../shared/index.ts";
import type { Link, Matrix, Predictor, Tree } from "../model.ts";

interface Growing {
  feature: number[];
  threshold: number[];
  left: number[];
  right: number[];
  missingLeft: number[];
  leftCodes: (Int32Array | null)[];
  values: number[];
}

function grow(tree: Growing, matrix: Matrix, width: number, depth: number, rng: Rng): number {
  const node = tree.feature.length;
  const leaf = depth === 0 || rng.next() < 0.2;
  const feature = leaf ? -1 : rng.int(matrix.columns.length);
  const column = matrix.columns[feature];
  const x = column?.values[rng.int(matrix.rows)] ?? 0;
  tree.feature.push(feature);
  tree.threshold.push(Number.isFinite(x) ? x : 0);
  tree.missingLeft.push(leaf ? 0 : rng.int(2));
  const codes = column?.levels === undefined ? null : Array.from({ length: column.levels }, (_, code) => code);
  tree.leftCodes.push(codes && Int32Array.from(codes.filter(() => rng.next() < 0.5)));
  tree.left.push(0);
  tree.right.push(0);
  for (let k = 0; k < width; k++) tree.values.push(leaf ? rng.normal() : 0);
  if (leaf) return node;
  tree.left[node] = grow(tree, matrix, width, depth - 1, rng);
  tree.right[node] = grow(tree, matrix, width, depth - 1, rng);
  return node;
}

function randomTree(matrix: Matrix, width: number, output: number, rng: Rng): Tree {
  const tree: Growing = { feature: [], threshold: [], left: [], right: [], missingLeft: [], leftCodes: [], values: [] };
  grow(tree, matrix, width, rng.int(6), rng);
  return {
    feature: Int32Array.from(tree.feature),
    threshold: Float32Array.from(tree.threshold),
    left: Int32Array.from(tree.left),
    right: Int32Array.from(tree.right),
    missingLeft: Uint8Array.from(tree.missingLeft),
    leftCodes: tree.leftCodes,
    values: Float64Array.from(tree.values, (x) => (width > 1 ? Math.abs(x) + 0.01 : x)),
    width,
    output,
    cover: new Float64Array(tree.feature.length).fill(1),
  };
}

/** @param outputs raw outputs; with `identity` and more than one, leaves hold a share per output */
export function randomTrees(matrix: Matrix, outputs: number, link: Link, seed: number): Predictor {
  const rng = createRng(seed);
  const voting = link === "identity" && outputs > 1;
  const trees = Array.from({ length: 1 + rng.int(40) }, (_, t) =>
    randomTree(matrix, voting ? outputs : 1, voting ? 0 : t % outputs, rng),
  );
  const base = Array.from({ length: outputs }, () => (voting ? 0 : rng.normal()));
  return { kind: "trees", trees, base, aggregate: voting || rng.next() < 0.3 ? "mean" : "sum", link };
}

export function randomLinear(matrix: Matrix, outputs: number, link: Link, seed: number): Predictor {
  const rng = createRng(seed);
  const weights = Array.from({ length: outputs }, () => Float64Array.from(matrix.columns, () => rng.normal()));
  return { kind: "linear", weights, bias: weights.map(() => rng.normal()), link };
}
