/** Where a column's cells go while they are read: into memory, or stretch by stretch into a file. */
import { type Cells, type ColumnFile, readCells, writeStretch } from "../column-file.ts";
import { GROWTH, grown } from "./block.ts";

export interface CellSink<T> {
  /** Room for the next cells: `cells[from, to)`, `wanted` of them or fewer; to be filled before more is asked for. */
  room(wanted: number): { cells: T; from: number; to: number };
  /** The first `rows` cells. */
  finish(rows: number): T;
}

/** The sink of one column. @param make an array for its cells */
export type SinkFor = <T extends Cells>(make: (length: number) => T) => CellSink<T>;

/** @param expected cells, to make room for at once; there may be more or less */
export const inMemory =
  (expected: number): SinkFor =>
  (make) => {
    let cells = make(expected);
    let size = 0;
    return {
      room(wanted) {
        const from = size;
        size += wanted;
        if (size > cells.length) cells = grown(cells, Math.ceil(GROWTH * size), make);
        return { cells, from, to: size };
      },
      finish: (rows) => cells.subarray(0, rows) as typeof cells,
    };
  };

/** Memory is taken for a stretch, and for the whole column when it is finished. */
export const inFile =
  (file: ColumnFile, column: number): SinkFor =>
  (make) => {
    const cells = make(file.stretch);
    let size = 0;
    let stretches = 0;
    const flush = (): void => {
      writeStretch(file, column, stretches++, cells.subarray(0, size));
      size = 0;
    };
    return {
      room(wanted) {
        if (size === cells.length) flush();
        const from = size;
        size = Math.min(size + wanted, cells.length);
        return { cells, from, to: size };
      },
      finish(rows) {
        flush();
        return readCells(file, column, 0, make(rows));
      },
    };
  };
