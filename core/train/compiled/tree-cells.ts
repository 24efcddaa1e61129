/**
 * Every kind of split as "cell ≤ threshold", so that a tree is walked by one comparison per node:
 * - a number that is missing goes right by itself (no comparison with NaN holds); for nodes that send it left there
 *   is a second cell, in which NaN stands as −∞;
 * - a split "category in S" compares a cell that is 0 for the codes in S and 1 for the others with 0.5. The cells of
 *   all sets of a column are copied at once from a table with a row per code (DECISIONS.md: "Category splits without set membership").
 */
import type { Tree } from "../model.ts";

/** Sets of codes that a model may split on, all columns together: more cost more to copy than they save. */
const MOST_SETS = 4096;

interface CodeSets {
  /** The matrix column of the codes. */
  column: number;
  levels: number;
  /** `codes|missingLeft` → place among the sets of this column. */
  places: Map<string, number>;
  sets: { codes: ReadonlySet<number>; missingLeft: boolean }[];
}

export interface TreeCells {
  /** Cells per row: 0 (a constant 0), the matrix's columns from 1, then the derived ones. */
  size: number;
  /** Fills the derived cells of a row from its matrix columns. */
  derive(cells: Float32Array): void;
  /** The cell that a node compares, and with what. */
  comparison(tree: Tree, node: number): { cell: number; threshold: number };
}

const codesOf = (tree: Tree, node: number): Int32Array | null => tree.leftCodes?.[node] ?? null;

const keyOf = (tree: Tree, node: number): string => `${codesOf(tree, node)!.join()}|${tree.missingLeft[node]}`;

function collect(trees: readonly Tree[], levelsOf: (column: number) => number) {
  const missingLeft = new Set<number>();
  const columns = new Map<number, CodeSets>();
  for (const tree of trees)
    for (const [node, column] of tree.feature.entries()) {
      if (column < 0) continue;
      const codes = codesOf(tree, node);
      if (codes === null) {
        if (tree.missingLeft[node] === 1) missingLeft.add(column);
        continue;
      }
      const found: CodeSets = columns.get(column) ?? { column, levels: levelsOf(column), places: new Map(), sets: [] };
      columns.set(column, found);
      const key = keyOf(tree, node);
      if (found.places.has(key)) continue;
      found.places.set(key, found.sets.length);
      found.sets.push({ codes: new Set(codes), missingLeft: tree.missingLeft[node] === 1 });
    }
  return { missingLeft: [...missingLeft], columns: [...columns.values()] };
}

/** One row per code and a last one for a missing code; one column per set: 0 goes left, 1 right. */
function setTable({ levels, sets }: CodeSets): Float32Array[] {
  return Array.from({ length: levels + 1 }, (_, code) =>
    Float32Array.from(sets, ({ codes, missingLeft }) => ((code === levels ? missingLeft : codes.has(code)) ? 0 : 1)),
  );
}

/**
 * @param width columns of the design matrix
 * @param levelsOf number of codes of a matrix column that holds codes
 * @returns null where the trees split on too many sets of codes
 */
export function treeCells(
  trees: readonly Tree[],
  width: number,
  levelsOf: (column: number) => number,
): TreeCells | null {
  const { missingLeft, columns } = collect(trees, levelsOf);
  const sets = columns.reduce((sum, each) => sum + each.sets.length, 0);
  if (sets > MOST_SETS) return null;
  const lowCell = new Map(missingLeft.map((column, k) => [column, 1 + width + k]));
  let next = 1 + width + missingLeft.length;
  const tables = columns.map((each) => {
    const at = next;
    next += each.sets.length;
    return { ...each, at, rows: setTable(each) };
  });
  const tableOf = new Map(tables.map((table) => [table.column, table]));
  const pairs = [...lowCell].map(([column, cell]) => ({ from: 1 + column, cell }));

  return {
    size: next,
    derive: (cells) => {
      for (const { from, cell } of pairs) {
        const x = cells[from]!;
        cells[cell] = Number.isNaN(x) ? Number.NEGATIVE_INFINITY : x;
      }
      for (const { column, levels, rows, at } of tables) {
        const code = cells[1 + column]!;
        cells.set(rows[Number.isNaN(code) ? levels : code]!, at);
      }
    },
    comparison: (tree, node) => {
      const column = tree.feature[node]!;
      const table = tableOf.get(column);
      if (codesOf(tree, node) !== null && table)
        return { cell: table.at + table.places.get(keyOf(tree, node))!, threshold: 0.5 };
      const cell = tree.missingLeft[node] === 1 ? lowCell.get(column)! : 1 + column;
      return { cell, threshold: tree.threshold[node]! };
    },
  };
}
