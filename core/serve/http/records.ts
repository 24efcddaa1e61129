/** Tables as other protocols send them (columns, matrices, lines) as the rows that the predictor takes. */
import { HomeostatError } from "../../contract/index.ts";
import { checkCount } from "./predict-routes.ts";

export type Fields = Record<string, unknown>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const wrongShape = (reason: string): HomeostatError => new HomeostatError("WRONG_SHAPE", { reason });

/** @throws WRONG_SHAPE for a name that comes twice, or that is none */
function checkNames(names: readonly unknown[]): asserts names is readonly string[] {
  const known = new Set<unknown>();
  for (const name of names) {
    if (typeof name !== "string") throw wrongShape("column names are texts");
    // Assigned to an object, this name would change its prototype.
    if (name === "__proto__") throw wrongShape("a column cannot be called __proto__");
    if (known.has(name)) throw wrongShape(`the column ${name} comes twice`);
    known.add(name);
  }
}

function build(names: readonly unknown[], count: number, cell: (row: number, column: number) => unknown): Fields[] {
  checkNames(names);
  checkCount(count, "rows");
  return Array.from({ length: count }, (_, row) => {
    const fields: Fields = {};
    for (let column = 0; column < names.length; column++) fields[names[column]!] = cell(row, column);
    return fields;
  });
}

/**
 * One list of values per column.
 * @throws WRONG_SHAPE where the lists differ in length; TOO_LARGE
 * @example rowsOfColumns(["a", "b"], [[1, 2], [3, 4]]) // [{ a: 1, b: 3 }, { a: 2, b: 4 }]
 */
export function rowsOfColumns(names: readonly unknown[], columns: readonly (readonly unknown[])[]): Fields[] {
  const count = columns[0]?.length ?? 0;
  const odd = columns.findIndex((column) => column.length !== count);
  if (odd > 0) throw wrongShape(`${names[odd]} has ${columns[odd]!.length} values, ${names[0]} has ${count}`);
  return build(names, count, (row, column) => columns[column]![row]);
}

/**
 * One list of cells per row, in the order of the names.
 * @throws WRONG_SHAPE where a row is no list or has more or fewer cells than there are names; TOO_LARGE
 */
export function rowsOfLists(names: readonly unknown[], lists: readonly unknown[]): Fields[] {
  for (const [row, list] of lists.entries())
    if (!Array.isArray(list) || list.length !== names.length)
      throw wrongShape(`row ${row + 1} is not a list of ${names.length} cells`);
  return build(names, lists.length, (row, column) => (lists[row] as unknown[])[column]);
}
