/** A raw feature's cells as the encodings want them, whatever kind of column the table holds them in. */
import { HomeostatError } from "../../contract/index.ts";
import { type Column, cellText, columnNamed, type Table } from "../../data/index.ts";

function needColumn(table: Table, feature: string): Column {
  const column = columnNamed(table, feature);
  if (column) return column;
  throw new HomeostatError("COLUMN_NOT_FOUND", { column: feature, columns: table.columns.map(({ name }) => name) });
}

/** Numbers, or dates as epoch milliseconds; NaN where missing. */
export function numbersOf(table: Table, feature: string): Float64Array {
  const column = needColumn(table, feature);
  if (column.kind !== "text") return column.values;
  throw new HomeostatError("WRONG_TYPE", { field: feature, found: "text", expected: "a number" });
}

export interface Texts {
  /** −1 where missing. */
  codes: Int32Array;
  levels: readonly string[];
}

/** Category texts by dictionary; a column of numbers is read by its printed values. */
export function textsOf(table: Table, feature: string): Texts {
  const column = needColumn(table, feature);
  if (column.kind === "text") return column;
  const codeOf = new Map<string, number>();
  const codes = Int32Array.from(column.values, (_, row) => {
    const text = cellText(column, row);
    if (text === null) return -1;
    const code = codeOf.get(text) ?? codeOf.size;
    codeOf.set(text, code);
    return code;
  });
  return { codes, levels: [...codeOf.keys()] };
}

const indexes = new WeakMap<readonly string[], Map<string, number>>();

function indexOf(levels: readonly string[]): Map<string, number> {
  let index = indexes.get(levels);
  if (!index) {
    index = new Map(levels.map((level, code) => [level, code]));
    indexes.set(levels, index);
  }
  return index;
}

/** Per row the place of its text among `levels`; `levels.length` where it is missing or not among them. */
export function levelIndices(texts: Texts, levels: readonly string[]): Int32Array {
  const known = indexOf(levels);
  const places = Int32Array.from(texts.levels, (level) => known.get(level) ?? levels.length);
  return Int32Array.from(texts.codes, (code) => (code < 0 ? levels.length : places[code]!));
}
