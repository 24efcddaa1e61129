/**
 * Columns of a table that is too large to be held, in a file: a stretch of every column, then the next stretch of
 * every column. Each cell has eight bytes' room: a float64, or an int32 and nothing. Nothing stays open, so that any
 * thread may read, and the file can be deleted at any time.
 */
import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { HomeostatError } from "../contract/index.ts";

/** Plain data: another thread that is given it reads the same file. */
export interface ColumnFile {
  path: string;
  /** Columns that it has room for. */
  width: number;
  /** Rows of a stretch. */
  stretch: number;
}

/** A column without its cells. */
export type StoredColumn = { place: number; name: string } & (
  | { kind: "number" }
  | { kind: "datetime"; format: string }
  | { kind: "text"; levels: string[] }
);

/** Plain data: what another thread needs to have the same table. */
export interface StoredTable {
  file: ColumnFile;
  /** Rows of the file. */
  fileRows: number;
  /** Those of them that the table has, in its order; null for all. */
  picked: Int32Array | null;
  columns: StoredColumn[];
}

export type Cells = Float64Array | Int32Array;

const CELL_BYTES = 8;
/** Cells of a stretch, all columns together: what is gathered before it is written. */
const STRETCH_CELLS = 1 << 21;
const LEAST_STRETCH = 256;

/** Begins an empty file, readable by its owner alone. */
export function createColumnFile(path: string, width: number): ColumnFile {
  closeSync(openSync(path, "w", 0o600));
  return { path, width, stretch: Math.max(LEAST_STRETCH, Math.floor(STRETCH_CELLS / width)) };
}

/** Runs with the file open. */
function withFile<T>({ path }: ColumnFile, flags: string, use: (fd: number) => T): T {
  const fd = openSync(path, flags);
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
}

const placeOf = ({ width, stretch }: ColumnFile, column: number, number: number): number =>
  (number * width + column) * stretch * CELL_BYTES;

const bytesOf = (cells: Cells): Uint8Array => new Uint8Array(cells.buffer, cells.byteOffset, cells.byteLength);

function writeAll(fd: number, bytes: Uint8Array, position: number): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at, bytes.length - at, position + at);
}

function readAll(fd: number, bytes: Uint8Array, position: number, path: string): void {
  for (let at = 0; at < bytes.length; ) {
    const read = readSync(fd, bytes, at, bytes.length - at, position + at);
    if (read === 0) throw new HomeostatError("FILE_UNREADABLE", { file: path, reason: "it is shorter than it was" });
    at += read;
  }
}

/** Writes one stretch of a column, or what there is of it. @param number which, from 0 */
export const writeStretch = (file: ColumnFile, column: number, number: number, cells: Cells): void =>
  withFile(file, "r+", (fd) => writeAll(fd, bytesOf(cells), placeOf(file, column, number)));

/** Writes a whole column. */
export function writeColumn(file: ColumnFile, column: number, cells: Cells): void {
  const { stretch } = file;
  withFile(file, "r+", (fd) => {
    for (let from = 0; from < cells.length; from += stretch)
      writeAll(fd, bytesOf(cells.subarray(from, from + stretch)), placeOf(file, column, from / stretch));
  });
}

/** Fills `cells` with those of a column from a row on; as many as there is room for. */
export function readCells<T extends Cells>(file: ColumnFile, column: number, from: number, cells: T): T {
  const { path, stretch } = file;
  const to = from + cells.length;
  withFile(file, "r", (fd) => {
    for (let row = from; row < to; ) {
      const number = Math.floor(row / stretch);
      const end = Math.min(to, (number + 1) * stretch);
      const position = placeOf(file, column, number) + (row - number * stretch) * cells.BYTES_PER_ELEMENT;
      readAll(fd, bytesOf(cells.subarray(row - from, end - from)), position, path);
      row = end;
    }
  });
  return cells;
}
