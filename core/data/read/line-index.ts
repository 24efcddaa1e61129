/** Lines of rows: rows follow each other line by line but for blank, rejected and long ones, which alone are kept. */
import type { Block } from "./block.ts";

export interface LineIndex {
  add(block: Block): void;
  /** Line that a row starts at, from 1. */
  lineOf(row: number): number;
}

export function createLineIndex(): LineIndex {
  /** Rows, ascending, whose line is not the one behind that of the row before; and those lines. */
  const rows: number[] = [];
  const lines: number[] = [];
  let size = 0;
  let expected = Number.NaN;
  return {
    add(block) {
      for (let row = 0; row < block.rows; row++) {
        const line = block.lines[row]!;
        if (line !== expected) {
          rows.push(size + row);
          lines.push(line);
        }
        expected = line + 1;
      }
      size += block.rows;
    },
    lineOf(row) {
      let [low, high] = [0, rows.length - 1];
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (rows[middle]! <= row) low = middle;
        else high = middle - 1;
      }
      return lines[low]! + row - rows[low]!;
    },
  };
}
