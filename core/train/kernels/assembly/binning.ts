/** Values of one column as bytes, and the bytes turned from columns to rows. */
import { CELLS_BY_COLUMN, CELLS_BY_ROW, CHUNK, CODES, COLUMN, COLUMNS, EDGES, MISSING, ROWS, VALUES } from "./layout";

/** bin = number of edges below the value: a binary search without branches over 255 edges, the unused ones infinite. */
export function binNumbers(chunk: u32): void {
  const from = chunk * CHUNK;
  const to = min(from + CHUNK, load<u32>(ROWS));
  const values = load<usize>(VALUES);
  const edges = load<usize>(EDGES);
  const cells = load<usize>(CELLS_BY_COLUMN) + <usize>load<u32>(COLUMN) * load<u32>(ROWS);
  for (let row = from; row < to; row++) {
    const x = load<f32>(values + ((<usize>row) << 2));
    let at = edges;
    at += (<usize>(load<f32>(at, 127 << 2) < x)) << 9;
    at += (<usize>(load<f32>(at, 63 << 2) < x)) << 8;
    at += (<usize>(load<f32>(at, 31 << 2) < x)) << 7;
    at += (<usize>(load<f32>(at, 15 << 2) < x)) << 6;
    at += (<usize>(load<f32>(at, 7 << 2) < x)) << 5;
    at += (<usize>(load<f32>(at, 3 << 2) < x)) << 4;
    at += (<usize>(load<f32>(at, 1 << 2) < x)) << 3;
    at += (<usize>(load<f32>(at) < x)) << 2;
    store<u8>(cells + row, x == x ? (at - edges) >> 2 : MISSING);
  }
}

/** bin = what EDGES, a byte per code, says; a value that is no code is missing. */
export function binCodes(chunk: u32): void {
  const from = chunk * CHUNK;
  const to = min(from + CHUNK, load<u32>(ROWS));
  const values = load<usize>(VALUES);
  const bins = load<usize>(EDGES);
  const codes = load<u32>(CODES);
  const cells = load<usize>(CELLS_BY_COLUMN) + <usize>load<u32>(COLUMN) * load<u32>(ROWS);
  for (let row = from; row < to; row++) {
    const code = load<f32>(values + ((<usize>row) << 2));
    const known = code >= 0 && code < <f32>codes;
    store<u8>(cells + row, known ? load<u8>(bins + <usize>code) : <u8>MISSING);
  }
}

/** Rows turned together, so that what is written stays near. */
const BLOCK: u32 = 64;

export function turnCells(chunk: u32): void {
  const rows = load<u32>(ROWS);
  const columns = <usize>load<u32>(COLUMNS);
  const end = min((chunk + 1) * CHUNK, rows);
  for (let from = chunk * CHUNK; from < end; from += BLOCK) {
    const length = <usize>min(BLOCK, end - from);
    let source = load<usize>(CELLS_BY_COLUMN) + from;
    const target = load<usize>(CELLS_BY_ROW) + <usize>from * columns;
    for (let column: usize = 0; column < columns; column++) {
      let at = target + column;
      for (let row: usize = 0; row < length; row++) {
        store<u8>(at, load<u8>(source + row));
        at += columns;
      }
      source += rows;
    }
  }
}
