/** Sums of tree leaves per row, in float64: the plain meaning of a `trees` predictor. */
import type { Matrix, Predictor, Tree } from "../model.ts";

/** Rows walked through one tree after another: few enough that their cells stay in the cache. */
const BLOCK_ROWS = 512;

/** Category splits of one tree: per node, by code, 1 goes left; null where the node splits a number. */
function codeTables(tree: Tree): (Uint8Array | null)[] | null {
  if (!tree.leftCodes?.some((codes) => codes !== null)) return null;
  return tree.leftCodes.map((codes) => {
    if (codes === null) return null;
    const goesLeft = new Uint8Array(codes.reduce((most, code) => Math.max(most, code), -1) + 1);
    for (const code of codes) goesLeft[code] = 1;
    return goesLeft;
  });
}

/** The leaf of a row whose cells begin at `at` in row-major `cells`. */
function leafOf(tree: Tree, tables: (Uint8Array | null)[] | null, cells: Float32Array, at: number): number {
  const { feature, threshold, left, right, missingLeft } = tree;
  let node = 0;
  for (let split = feature[0]!; split >= 0; split = feature[node]!) {
    const x = cells[at + split]!;
    const table = tables === null ? null : tables[node]!;
    let goesLeft: boolean;
    if (Number.isNaN(x)) goesLeft = missingLeft[node] === 1;
    else if (table !== null) goesLeft = table[x] === 1;
    else goesLeft = x <= threshold[node]!;
    node = goesLeft ? left[node]! : right[node]!;
  }
  return node;
}

function fillBlock(block: Float32Array, matrix: Matrix, from: number, to: number): void {
  const width = matrix.columns.length;
  for (let column = 0; column < width; column++) {
    const { values } = matrix.columns[column]!;
    for (let row = from, at = column; row < to; row++, at += width) block[at] = values[row]!;
  }
}

/** @returns rows × base.length raw outputs: base + the sum (or mean) of the leaves */
export function sumTrees(predictor: Extract<Predictor, { kind: "trees" }>, matrix: Matrix): Float64Array {
  const { trees, base, aggregate } = predictor;
  const outputs = base.length;
  const width = matrix.columns.length;
  const raw = new Float64Array(matrix.rows * outputs);
  const tables = trees.map(codeTables);
  const block = new Float32Array(Math.min(BLOCK_ROWS, matrix.rows) * width);
  for (let from = 0; from < matrix.rows; from += BLOCK_ROWS) {
    const to = Math.min(matrix.rows, from + BLOCK_ROWS);
    fillBlock(block, matrix, from, to);
    for (let t = 0; t < trees.length; t++) {
      const tree = trees[t]!;
      for (let row = from; row < to; row++) {
        const leaf = leafOf(tree, tables[t]!, block, (row - from) * width) * tree.width;
        const at = row * outputs + tree.output;
        for (let k = 0; k < tree.width; k++) raw[at + k]! += tree.values[leaf + k]!;
      }
    }
  }
  const divisor = aggregate === "mean" ? Math.max(1, trees.length) : 1;
  for (let i = 0; i < raw.length; i++) raw[i] = raw[i]! / divisor + base[i % outputs]!;
  return raw;
}
