/**
 * A table by columns, in memory: what every stage after reading works on. (One that is too large lies in a file, which
 * its columns read: `stored-table.ts`.)
 * Numbers are float64 with NaN for missing; texts are dictionary codes with −1 for missing; dates are epoch
 * milliseconds, UTC, with NaN for missing. Treat all of it as read-only: other threads may work on the same memory.
 */
import type { StoredTable } from "./column-file.ts";

export interface NumberColumn {
  name: string;
  kind: "number";
  values: Float64Array;
}

export interface TextColumn {
  name: string;
  kind: "text";
  codes: Int32Array;
  levels: string[];
}

export interface DateColumn {
  name: string;
  kind: "datetime";
  values: Float64Array;
  /** strftime pattern the cells were read with, or `iso`. */
  format: string;
}

export type Column = NumberColumn | TextColumn | DateColumn;

export interface Table {
  rows: number;
  columns: Column[];
  /** Where the columns lie in a file: what it takes to have the table elsewhere. Reading a column there is slow. */
  stored?: StoredTable;
}

export const columnNamed = (table: Table, name: string): Column | undefined =>
  table.columns.find((column) => column.name === name);

/** Beyond these, numbers name no day (ECMAScript's time values). */
const LAST_DAY = 8.64e15;

/** Epoch milliseconds as ISO 8601; a number that names no day as it is. @example isoTime(0) // "1970-01-01T00:00:00.000Z" */
export const isoTime = (ms: number): string => (Math.abs(ms) <= LAST_DAY ? new Date(ms).toISOString() : String(ms));

/** The cell as a person would write it; null where it is missing. */
export function cellText(column: Column, row: number): string | null {
  if (column.kind === "text") {
    const code = column.codes[row]!;
    return code < 0 ? null : column.levels[code]!;
  }
  const value = column.values[row]!;
  if (Number.isNaN(value)) return null;
  return column.kind === "datetime" ? isoTime(value) : String(value);
}

function takeColumn(column: Column, rows: ArrayLike<number>): Column {
  if (column.kind === "text") {
    const { codes } = column;
    return { ...column, codes: Int32Array.from(rows, (row) => codes[row]!) };
  }
  const { values } = column;
  return { ...column, values: Float64Array.from(rows, (row) => values[row]!) };
}

/** A new table of the given rows, in the given order. */
export const takeRows = (table: Table, rows: ArrayLike<number>): Table => ({
  rows: rows.length,
  columns: table.columns.map((column) => takeColumn(column, rows)),
});

/** A new table of the rows from `from` up to, not including, `to`. */
export const sliceRows = (table: Table, from: number, to: number): Table => ({
  rows: to - from,
  columns: table.columns.map(
    (column): Column =>
      column.kind === "text"
        ? { ...column, codes: column.codes.slice(from, to) }
        : { ...column, values: column.values.slice(from, to) },
  ),
});

/** A new table of the named columns, in the given order; names that are not there are left out. */
export const takeColumns = (table: Table, names: readonly string[]): Table => ({
  rows: table.rows,
  columns: names.flatMap((name) => columnNamed(table, name) ?? []),
});
