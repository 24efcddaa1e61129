/**
 * Cells as every reader hands them on: where each starts and ends in some bytes, some thousand rows at a time. A
 * block is valid until the next one is asked for.
 */
import { HomeostatError } from "../../contract/index.ts";

/** Longer cells are a sign of an unclosed quote or of a file that is not a table. */
export const CELL_LIMIT = 131_072;

export interface Block {
  /** UTF-8. */
  bytes: Buffer;
  rows: number;
  width: number;
  /** rows × width: the cell is bytes[start, end), without the blanks around it. */
  starts: Int32Array;
  ends: Int32Array;
  /** Line (or row of a sheet) that each row starts at, from 1. */
  lines: Int32Array;
  /** Share of the file that has been read behind this block. */
  done: number;
}

export const cellText = ({ bytes, starts, ends, width }: Block, row: number, column: number): string => {
  const at = row * width + column;
  return bytes.toString("utf8", starts[at]!, ends[at]!).trim();
};

/** What a column grows by where more rows come than were expected. */
export const GROWTH = 1.5;

/** A longer copy of a typed array. @param make where it is to lie; in memory of its own where absent */
export function grown<T extends Int32Array | Float64Array | Uint8Array>(
  array: T,
  size: number,
  make = (length: number): T => new (array.constructor as new (length: number) => T)(length),
): T {
  const larger = make(size);
  larger.set(array as never);
  return larger;
}

/** Rows to make room for at first: few where there are many columns. */
export const roomFor = (width: number): number => Math.max(16, Math.floor((1 << 16) / width));

export interface BlockWriter {
  /** Adds a row of texts; null is empty. Cells that it lacks are empty. @throws FILE_TOO_WIDE_CELL */
  add(cells: readonly (string | null)[], line: number): void;
  /** True where enough has been added to be handed on. */
  readonly full: boolean;
  /** What has been added since; to be used up before more is added. */
  take(done: number): Block;
}

const BLOCK_BYTES = 1 << 20;

/** Gathers the cells of a reader that has them as texts. */
export function createBlockWriter(width: number, file: string): BlockWriter {
  let bytes = Buffer.allocUnsafe(2 * BLOCK_BYTES);
  let size = 0;
  let rows = 0;
  const room = roomFor(width);
  let starts = new Int32Array(room * width);
  let ends = new Int32Array(room * width);
  let lines = new Int32Array(room);

  const write = (text: string): void => {
    // A character of UTF-16 takes three bytes at most.
    if (size + 3 * text.length > bytes.length) {
      const larger = Buffer.allocUnsafe(2 * (size + 3 * text.length));
      bytes.copy(larger, 0, 0, size);
      bytes = larger;
    }
    size += bytes.write(text, size);
  };

  return {
    add(cells, line) {
      if (rows === lines.length) {
        starts = grown(starts, 2 * starts.length);
        ends = grown(ends, 2 * ends.length);
        lines = grown(lines, 2 * lines.length);
      }
      for (let column = 0; column < width; column++) {
        const text = cells[column] ?? "";
        if (text.length > CELL_LIMIT)
          throw new HomeostatError("FILE_TOO_WIDE_CELL", { line, column: column + 1, file, limit: CELL_LIMIT });
        starts[rows * width + column] = size;
        write(text);
        ends[rows * width + column] = size;
      }
      lines[rows++] = line;
    },
    get full() {
      return size >= BLOCK_BYTES;
    },
    take(done) {
      const block = { bytes, rows, width, starts, ends, lines, done };
      [size, rows] = [0, 0];
      return block;
    },
  };
}
