/**
 * A table whose columns lie in a file: the same `Table` to whoever reads one column after the other. A column's cells
 * are read when they are asked for and forgotten after the next column's.
 */
import { type Cells, readCells, type StoredColumn, type StoredTable } from "./column-file.ts";
import {
  type Column,
  type DateColumn,
  type NumberColumn,
  sliceRows,
  type Table,
  type TextColumn,
  takeColumns,
  takeRows,
} from "./table.ts";

/** The cells of a column from a row of the file on. */
function read({ file }: StoredTable, { kind, place }: StoredColumn, from: number, length: number): Cells {
  return readCells(file, place, from, kind === "text" ? new Int32Array(length) : new Float64Array(length));
}

function pick<T extends Cells>(cells: T, rows: Int32Array, from: number): T {
  const picked = new (cells.constructor as new (length: number) => T)(rows.length);
  for (let i = 0; i < rows.length; i++) picked[i] = cells[rows[i]! - from]!;
  return picked;
}

function readAll(table: StoredTable, column: StoredColumn): Cells {
  const { picked, fileRows } = table;
  if (picked?.length === 0) return read(table, column, 0, 0);
  const cells = read(table, column, 0, fileRows);
  return picked === null ? cells : pick(cells, picked, 0);
}

/** The cells read last: a loop that asks for them row by row has them at once. */
let latest: { column: object; cells: Cells } | null = null;

/** Cells are behind an accessor of the class, so that copying a column's fields does not read them. */
class Stored {
  readonly name: string;
  readonly #table: StoredTable;
  readonly #column: StoredColumn;

  constructor(table: StoredTable, column: StoredColumn) {
    this.name = column.name;
    this.#table = table;
    this.#column = column;
  }

  protected cells(): Cells {
    if (latest?.column !== this) latest = { column: this, cells: readAll(this.#table, this.#column) };
    return latest.cells;
  }
}

class StoredNumbers extends Stored implements NumberColumn {
  readonly kind = "number";
  get values(): Float64Array {
    return this.cells() as Float64Array;
  }
}

class StoredDates extends Stored implements DateColumn {
  readonly kind = "datetime";
  readonly format: string;

  constructor(table: StoredTable, column: StoredColumn & { format: string }) {
    super(table, column);
    this.format = column.format;
  }

  get values(): Float64Array {
    return this.cells() as Float64Array;
  }
}

class StoredTexts extends Stored implements TextColumn {
  readonly kind = "text";
  readonly levels: string[];

  constructor(table: StoredTable, column: StoredColumn & { levels: string[] }) {
    super(table, column);
    this.levels = column.levels;
  }

  get codes(): Int32Array {
    return this.cells() as Int32Array;
  }
}

function openColumn(table: StoredTable, column: StoredColumn): Column {
  if (column.kind === "number") return new StoredNumbers(table, column);
  return column.kind === "text" ? new StoredTexts(table, column) : new StoredDates(table, column);
}

/** @example openTable({ file, fileRows: 3, picked: null, columns: [{ name: "x", kind: "number", place: 0 }] }) */
export const openTable = (stored: StoredTable): Table => ({
  rows: stored.picked?.length ?? stored.fileRows,
  columns: stored.columns.map((column) => openColumn(stored, column)),
  stored,
});

/** As `takeRows`, but of a table in a file nothing is read: the result is such a table, too. */
export function viewRows(table: Table, rows: Int32Array): Table {
  const { stored } = table;
  if (stored === undefined) return takeRows(table, rows);
  return openTable({ ...stored, picked: stored.picked === null ? rows : pick(stored.picked, rows, 0) });
}

/** As `takeColumns`; of a table in a file such a table. */
export function viewColumns(table: Table, names: readonly string[]): Table {
  const { stored } = table;
  if (stored === undefined) return takeColumns(table, names);
  const columns = names.flatMap((name) => stored.columns.find((column) => column.name === name) ?? []);
  return openTable({ ...stored, columns });
}

/** The rows of a file between which some lie: [first, end). */
function bounds(rows: Int32Array): [number, number] {
  if (rows.length === 0) return [0, 0];
  let [first, last] = [rows[0]!, rows[0]!];
  for (const row of rows) {
    if (row < first) first = row;
    if (row > last) last = row;
  }
  return [first, last + 1];
}

/** As `sliceRows`, reading no more than those rows of a table in a file. */
export function readRows(table: Table, from: number, to: number): Table {
  const { stored } = table;
  if (stored === undefined) return sliceRows(table, from, to);
  const rows = stored.picked?.subarray(from, to);
  const [first, end] = rows ? bounds(rows) : [from, to];
  const columns = stored.columns.map((column): Column => {
    const all = read(stored, column, first, end - first);
    const cells = rows ? pick(all, rows, first) : all;
    const { place: _, ...kept } = column;
    if (kept.kind === "text") return { ...kept, codes: cells as Int32Array };
    return { ...kept, values: cells as Float64Array };
  });
  return { rows: to - from, columns };
}

/** What can be sent to another thread, without the cells where they lie in a file. */
export type SentTable = Table | StoredTable;
export const sendTable = (table: Table): SentTable => table.stored ?? table;
export const receiveTable = (sent: SentTable): Table => ("file" in sent ? openTable(sent) : sent);
