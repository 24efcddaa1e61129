/** Whether a table is held in memory or kept in a file while it is read, and how. */
import { createColumnFile, type StoredColumn, writeColumn } from "../column-file.ts";
import { memoryNeed } from "../memory-need.ts";
import { openTable } from "../stored-table.ts";
import type { Column, Table } from "../table.ts";
import { inFile, inMemory, type SinkFor } from "./cell-sink.ts";

/** What the table may take. */
export interface Room {
  /** Bytes for it and for training on it; a table that needs more goes into the file. */
  memory: number;
  /** Path of a file that whoever names it deletes. */
  file: string;
}

export interface Keep {
  /** Where the cells of a column go while they are read. @param column its place */
  sinkFor(column: number): SinkFor;
  /** A column as the table is to have it. */
  settled(column: Column): Column;
  table(rows: number, columns: Column[]): Table;
}

const keepInMemory = (expected: number): Keep => ({
  sinkFor: () => inMemory(expected),
  settled: (column) => column,
  table: (rows, columns) => ({ rows, columns }),
});

function storedColumn(column: Column, place: number): StoredColumn {
  const { name, kind } = column;
  if (kind === "number") return { place, name, kind };
  return kind === "text" ? { place, name, kind, levels: column.levels } : { place, name, kind, format: column.format };
}

function keepInFile(path: string, names: readonly string[]): Keep {
  const file = createColumnFile(path, names.length);
  const columns = new Map<string, StoredColumn>();
  const open = (fileRows: number, wanted: StoredColumn[]): Table =>
    openTable({ file, fileRows, picked: null, columns: wanted });
  return {
    sinkFor: (column) => inFile(file, column),
    settled(column) {
      const cells = column.kind === "text" ? column.codes : column.values;
      const stored = storedColumn(column, names.indexOf(column.name));
      writeColumn(file, stored.place, cells);
      columns.set(column.name, stored);
      return open(cells.length, [stored]).columns[0]!;
    },
    table: (rows, wanted) =>
      open(
        rows,
        wanted.map(({ name }) => columns.get(name)!),
      ),
  };
}

/** @param expected rows, about; @param names of all columns, in the file's order */
export function keepFor(expected: number, names: readonly string[], room: Room | undefined): Keep {
  if (room === undefined || memoryNeed(expected, names.length) <= room.memory) return keepInMemory(expected);
  return keepInFile(room.file, names);
}
