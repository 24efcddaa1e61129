/**
 * Finds the cells of a delimited text (RFC 4180, as it occurs): where each starts and ends, nothing decoded.
 * Working on offsets keeps a million rows in two integer arrays, with the source line of every row and of every
 * row that could not be taken.
 */
import { setImmediate as turn } from "node:timers/promises";
import type { RejectedRow } from "../../contract/index.ts";
import { HomeostatError } from "../../contract/index.ts";

const QUOTE = 34;
const NEWLINE = 10;
/** Longer cells are a sign of an unclosed quote or of a file that is not a table. */
export const CELL_LIMIT = 131_072;
const ROWS_PER_TURN = 100_000;

export interface Cells {
  bytes: Buffer;
  rows: number;
  width: number;
  /** rows × width. The cell is bytes[start, end); a negative end is ~end and says that `""` stands for `"`. */
  starts: Int32Array;
  ends: Int32Array;
  /** Source line of each row, from 1. */
  lines: Int32Array;
  rejected: RejectedRow[];
}

export interface RowScanner {
  /** Reads the next row's cells into the arrays from `base`; its number of cells, 0 where it was malformed. */
  row(starts: Int32Array, ends: Int32Array, base: number, width: number): number;
  /** Moves to the next line that is not blank; false at the end. */
  seek(): boolean;
  /** Line of the row read last. */
  readonly line: number;
  /** Why the row read last is malformed, or null. */
  readonly problem: string | null;
  readonly position: number;
}

/**
 * @param bytes end with a line end
 * @param delimiter the byte between cells
 * @param expected cells a row should have; a row over several lines with another number is taken as a stray quote
 */
export function createScanner(bytes: Buffer, delimiter: number, file: string, expected?: number): RowScanner {
  const size = bytes.length;
  let position = 0;
  let nextLine = 1;
  let line = 1;
  let problem: string | null = null;

  const blank = (byte: number) => byte === 32 || byte === 13 || (byte === 9 && delimiter !== 9);

  const seek = () => {
    for (let at = position; at < size; at++) {
      const byte = bytes[at]!;
      if (byte === NEWLINE) {
        position = at + 1;
        nextLine++;
      } else if (!blank(byte)) return true;
    }
    position = size;
    return false;
  };

  /** Gives the row up and goes on behind its first line, so that a stray quote costs one line. */
  const giveUp = (reason: string, from: number) => {
    problem = reason;
    let at = from;
    while (bytes[at] !== NEWLINE) at++;
    position = at + 1;
    nextLine = line + 1;
    return 0;
  };

  const tooWide = () => new HomeostatError("FILE_TOO_WIDE_CELL", { line, file, limit: CELL_LIMIT });

  const unclosedQuote = (from: number) => giveUp("a quote that opens here is never closed", from);

  const row = (starts: Int32Array, ends: Int32Array, base: number, width: number): number => {
    const from = position;
    line = nextLine;
    problem = null;
    let at = from;
    let cells = 0;
    let lineEnds = 0;
    for (;;) {
      while (blank(bytes[at]!)) at++;
      let start = at;
      let end: number;
      let doubled = false;
      if (bytes[at] === QUOTE) {
        start = ++at;
        for (;;) {
          const byte = bytes[at];
          if (byte === QUOTE) {
            if (bytes[at + 1] !== QUOTE) break;
            doubled = true;
            at++;
          } else if (byte === NEWLINE) {
            lineEnds++;
            if (at >= size - 1) return unclosedQuote(from);
          }
          if (++at - start > CELL_LIMIT) {
            if (lineEnds > 0) return unclosedQuote(from);
            throw tooWide();
          }
        }
        end = at++;
        while (blank(bytes[at]!)) at++;
        if (bytes[at] !== delimiter && bytes[at] !== NEWLINE)
          return giveUp("there is text behind a closing quote", from);
        while (start < end && bytes[start]! <= 32) start++;
      } else {
        let byte = bytes[at];
        while (byte !== delimiter && byte !== NEWLINE) byte = bytes[++at];
        end = at;
        if (end - start > CELL_LIMIT) throw tooWide();
      }
      while (end > start && bytes[end - 1]! <= 32) end--;
      if (cells < width) {
        starts[base + cells] = start;
        ends[base + cells] = doubled ? ~end : end;
      }
      cells++;
      if (bytes[at++] === NEWLINE) break;
    }
    if (lineEnds > 0 && expected !== undefined && cells !== expected) return unclosedQuote(from);
    position = at;
    nextLine = line + 1 + lineEnds;
    return cells;
  };

  return {
    row,
    seek,
    get line() {
      return line;
    },
    get problem() {
      return problem;
    },
    get position() {
      return position;
    },
  };
}

const grown = (array: Int32Array, size: number): Int32Array => {
  const larger = new Int32Array(size);
  larger.set(array);
  return larger;
};

/**
 * All rows of a text, behind its header where there is one. Rows with another number of cells are rejected and
 * kept with their line and reason. Gives other work a turn now and then.
 * @param width cells a row must have
 */
export async function scanCells(
  bytes: Buffer,
  delimiter: number,
  options: { width: number; header: boolean; file: string },
): Promise<Cells> {
  const { width, header, file } = options;
  const scanner = createScanner(bytes, delimiter, file, width);
  let starts: Int32Array = new Int32Array(1024 * width);
  let ends: Int32Array = new Int32Array(1024 * width);
  let lines: Int32Array = new Int32Array(1024);
  const rejected: RejectedRow[] = [];
  let rows = 0;
  if (header && scanner.seek()) scanner.row(starts, ends, 0, 0);
  while (scanner.seek()) {
    if (rows === lines.length) {
      // Rows in all, judged by the bytes per row so far; within bounds, as the first rows may be unlike the rest.
      const capacity = Math.min(16 * rows, Math.ceil((bytes.length / scanner.position) * rows * 1.05)) + 1024;
      starts = grown(starts, capacity * width);
      ends = grown(ends, capacity * width);
      lines = grown(lines, capacity);
    }
    const cells = scanner.row(starts, ends, rows * width, width);
    if (cells === width) {
      lines[rows++] = scanner.line;
      if (rows % ROWS_PER_TURN === 0) await turn();
    } else {
      const reason = scanner.problem ?? `${cells} cells where ${width} are expected`;
      rejected.push({ line: scanner.line, reason });
    }
  }
  return { bytes, rows, width, starts, ends, lines: lines.subarray(0, rows), rejected };
}

/** A cell's text. */
export function cellString(bytes: Buffer, start: number, end: number): string {
  return end < 0 ? bytes.toString("utf8", start, ~end).replaceAll('""', '"') : bytes.toString("utf8", start, end);
}
