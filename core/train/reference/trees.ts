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

/** Adds one tree's leaves to the raw outputs of the rows whose cells are row-major in `cells`. */
function addTree(
  tree: Tree,
  tables: (Uint8Array | null)[] | null,
  cells: Float32Array,
  into: Float64Array,
  rows: number,
): void {
  const { feature, threshold, left, right, missingLeft, values, width } = tree;
  const cellsPerRow = cells.length / rows;
  const outputs = into.length / rows;
  for (let row = 0; row < rows; row++) {
    let node = 0;
    for (let split = feature[0]!; split >= 0; split = feature[node]!) {
      const x = cells[row * cellsPerRow + split]!;
      const table = tables === null ? null : tables[node]!;
      let goesLeft: boolean;
      if (Number.isNaN(x)) goesLeft = missingLeft[node] === 1;
      else if (table !== null) goesLeft = table[x] === 1;
      else goesLeft = x <= threshold[node]!;
      node = goesLeft ? left[node]! : right[node]!;
    }
    for (let k = 0; k < width; k++) into[row * outputs + tree.output + k]! += values[node * width + k]!;
  }
}

function rowMajor(matrix: Matrix, from: number, rows: number): Float32Array {
  const width = matrix.columns.length;
  const cells = new Float32Array(rows * width);
  matrix.columns.forEach(({ values }, column) => {
    for (let row = 0; row < rows; row++) cells[row * width + column] = values[from + row]!;
  });
  return cells;
}

/** @returns rows × base.length raw outputs: base + the sum (or mean) of the leaves */
export function sumTrees(predictor: Extract<Predictor, { kind: "trees" }>, matrix: Matrix): Float64Array {
  const { trees, base, aggregate } = predictor;
  const outputs = base.length;
  const raw = new Float64Array(matrix.rows * outputs);
  const tables = trees.map(codeTables);
  for (let from = 0; from < matrix.rows; from += BLOCK_ROWS) {
    const rows = Math.min(BLOCK_ROWS, matrix.rows - from);
    const cells = rowMajor(matrix, from, rows);
    const into = raw.subarray(from * outputs, (from + rows) * outputs);
    trees.forEach((tree, t) => {
      addTree(tree, tables[t]!, cells, into, rows);
    });
  }
  const divisor = aggregate === "mean" ? Math.max(1, trees.length) : 1;
  for (let i = 0; i < raw.length; i++) raw[i] = raw[i]! / divisor + base[i % outputs]!;
  return raw;
}
