/**
 * Rows of delimited text (RFC 4180, as it occurs): where every cell starts and ends, nothing decoded. A row that
 * cannot be taken costs its own line: it is kept with its line and reason, and the next line is a new start.
 */
import { HomeostatError, type RejectedRow, say } from "../../contract/index.ts";
import { CELL_LIMIT, grown, roomFor } from "./block.ts";

const QUOTE = 34;
const NEWLINE = 10;
const RETURN = 13;
const BLANK = 32;
const TAB = 9;
/** So many lines that do not fit, more of them than of those that do, are no table. */
const MOST_REJECTED = 100_000;

const UNCLOSED = say("quoteOpen");
const BEHIND_QUOTE = say("textBehindQuote");

export interface ScanOptions {
  delimiter: string;
  /** Cells that a row has. */
  width: number;
  /** Cells that it must have: columns at the end that have no name may be left out. */
  least: number;
  /** Line that the bytes start at, from 1. */
  line: number;
  file: string;
}

export interface Scanner {
  /**
   * Finds the rows in bytes[0, end), which end with a line end.
   * @param last nothing follows: a quote that is still open will not be closed
   * @returns how many bytes were used; the rest belongs to a row that goes on behind the end
   */
  scan(bytes: Buffer, end: number, last: boolean): number;
  /** Of the rows found in the last call. */
  readonly cells: { rows: number; starts: Int32Array; ends: Int32Array; lines: Int32Array };
  readonly rejected: RejectedRow[];
  /** Rows at the end, so far, in which every cell is empty. */
  readonly emptyRows: number;
}

const INCOMPLETE = -1;

/** @throws (scan) FILE_TOO_WIDE_CELL, FILE_NOT_A_TABLE where most lines do not fit */
export function createScanner({ delimiter: mark, width, least, line: firstLine, file }: ScanOptions): Scanner {
  const delimiter = mark.charCodeAt(0);
  const room = roomFor(width);
  let starts = new Int32Array(room * width);
  let ends = new Int32Array(room * width);
  let lines = new Int32Array(room);
  let bytes: Buffer = Buffer.alloc(0);
  let size = 0;
  let final = false;
  let rows = 0;
  let taken = 0;
  let line = firstLine;
  let emptyRows = 0;
  const rejected: RejectedRow[] = [];
  /** Cells of this row in which `""` stands for `"`. */
  const doubled: number[] = [];

  const isBlank = (byte: number): boolean => byte === BLANK || byte === RETURN || (byte === TAB && delimiter !== TAB);

  const tooWide = (cell: number) =>
    new HomeostatError("FILE_TOO_WIDE_CELL", { line, column: cell + 1, file, limit: CELL_LIMIT });

  /** Sets the line that starts here aside; the offset behind it. */
  const reject = (from: number, reason: string): number => {
    rejected.push({ line: line++, reason });
    if (rejected.length > MOST_REJECTED && rejected.length > taken)
      throw new HomeostatError("FILE_NOT_A_TABLE", {
        file,
        reason: say("mostDoNotFit", { line: rejected[0]!.line, reason: rejected[0]!.reason }),
      });
    return bytes.indexOf(NEWLINE, from) + 1;
  };

  /** Makes `""` one quote, in place. */
  const undouble = (): void => {
    for (const cell of doubled) {
      let to = starts[cell]!;
      const end = ends[cell]!;
      for (let at = to; at < end; at++) {
        bytes[to++] = bytes[at]!;
        if (bytes[at] === QUOTE) at++;
      }
      ends[cell] = to;
    }
  };

  /** Reads the row that starts here; the offset behind it, or INCOMPLETE. */
  const readRow = (from: number): number => {
    const text = bytes;
    const base = rows * width;
    let at = from;
    let cells = 0;
    let lineEnds = 0;
    let full = false;
    let overfull = false;
    doubled.length = 0;
    for (;;) {
      let byte = text[at]!;
      while (isBlank(byte)) byte = text[++at]!;
      let start = at;
      let end: number;
      if (byte === QUOTE) {
        start = ++at;
        let twice = false;
        for (; ; at++) {
          if (at >= size) return final ? reject(from, UNCLOSED) : INCOMPLETE;
          byte = text[at]!;
          if (byte === QUOTE) {
            if (text[at + 1] !== QUOTE) break;
            twice = true;
            at++;
          } else if (byte === NEWLINE) lineEnds++;
          if (at - start > CELL_LIMIT) {
            if (lineEnds > 0) return reject(from, UNCLOSED);
            throw tooWide(cells);
          }
        }
        end = at++;
        while (isBlank(text[at]!)) at++;
        if (text[at] !== delimiter && text[at] !== NEWLINE) return reject(from, BEHIND_QUOTE);
        while (start < end && text[start]! <= BLANK) start++;
        if (twice && cells < width) doubled.push(base + cells);
      } else {
        while (byte !== delimiter && byte !== NEWLINE) byte = text[++at]!;
        end = at;
        if (end - start > CELL_LIMIT) throw tooWide(cells);
      }
      while (end > start && text[end - 1]! <= BLANK) end--;
      if (cells < width) {
        starts[base + cells] = start;
        ends[base + cells] = end;
        if (end > start) full = true;
      } else if (end > start) overfull = true;
      cells++;
      if (text[at++] === NEWLINE) break;
    }
    if (cells < least || overfull)
      return reject(from, lineEnds > 0 ? UNCLOSED : say("cellsExpected", { cells, width }));
    for (let cell = cells; cell < width; cell++) starts[base + cell] = ends[base + cell] = 0;
    undouble();
    emptyRows = full ? 0 : emptyRows + 1;
    lines[rows++] = line;
    taken++;
    line += 1 + lineEnds;
    return at;
  };

  const makeRoom = (): void => {
    starts = grown(starts, 2 * starts.length);
    ends = grown(ends, 2 * ends.length);
    lines = grown(lines, 2 * lines.length);
  };

  return {
    scan(text, end, last) {
      [bytes, size, final, rows] = [text, end, last, 0];
      let at = 0;
      while (at < size) {
        let first = at;
        while (isBlank(text[first]!)) first++;
        if (text[first] === NEWLINE) {
          at = first + 1;
          line++;
          continue;
        }
        if (rows === lines.length) makeRoom();
        const next = readRow(at);
        if (next === INCOMPLETE) break;
        at = next;
      }
      return at;
    },
    get cells() {
      return { rows, starts, ends, lines };
    },
    rejected,
    get emptyRows() {
      return emptyRows;
    },
  };
}
