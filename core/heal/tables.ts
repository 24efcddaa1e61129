/** Joining and extending tables: what a model is refitted on is the old training set and the rows that came after. */
import type { ClassLabel } from "../contract/index.ts";
import { type Column, columnNamed, labelText, type Table } from "../data/index.ts";

function joinTexts(name: string, parts: readonly (Column | undefined)[], lengths: readonly number[]): Column {
  const codeOf = new Map<string, number>();
  const codes = new Int32Array(lengths.reduce((sum, rows) => sum + rows, 0)).fill(-1);
  let at = 0;
  for (const [part, column] of parts.entries()) {
    if (column?.kind === "text") {
      const places = column.levels.map((level) => {
        const code = codeOf.get(level) ?? codeOf.size;
        codeOf.set(level, code);
        return code;
      });
      for (let row = 0; row < column.codes.length; row++) {
        const code = column.codes[row]!;
        if (code >= 0) codes[at + row] = places[code]!;
      }
    }
    at += lengths[part]!;
  }
  return { name, kind: "text", codes, levels: [...codeOf.keys()] };
}

function joinValues(parts: readonly (Column | undefined)[], lengths: readonly number[]): Float64Array {
  const values = new Float64Array(lengths.reduce((sum, rows) => sum + rows, 0)).fill(Number.NaN);
  let at = 0;
  for (const [part, column] of parts.entries()) {
    if (column && column.kind !== "text") values.set(column.values, at);
    at += lengths[part]!;
  }
  return values;
}

/**
 * Rows of one table after the other, with the columns of the first; what a later one does not have is missing.
 * @example concatTables([{ rows: 1, columns: [x] }, { rows: 2, columns: [x] }]).rows // 3
 */
export function concatTables(tables: readonly [Table, ...Table[]]): Table {
  const lengths = tables.map(({ rows }) => rows);
  const columns = tables[0].columns.map((column): Column => {
    const parts = tables.map((table) => columnNamed(table, column.name));
    return column.kind === "text"
      ? joinTexts(column.name, parts, lengths)
      : { ...column, values: joinValues(parts, lengths) };
  });
  return { rows: lengths.reduce((sum, rows) => sum + rows, 0), columns };
}

/** Outcomes as a column of the same kind as the training set's target, so that both can be joined. */
export function outcomeColumn(outcomes: readonly ClassLabel[], like: Column): Column {
  if (like.kind !== "text") return { ...like, values: Float64Array.from(outcomes, (outcome) => Number(outcome)) };
  const codeOf = new Map<string, number>();
  const codes = Int32Array.from(outcomes, (outcome) => {
    const text = labelText(outcome);
    const code = codeOf.get(text) ?? codeOf.size;
    codeOf.set(text, code);
    return code;
  });
  return { name: like.name, kind: "text", codes, levels: [...codeOf.keys()] };
}
