/**
 * Gradient sums per column and slot. A row's gradient and hessian are one 64-bit word, gradient × 2^32 + hessian, both
 * in whole units, so that a cell costs one addition and sums are exact in any order (units.ts).
 */
import {
  CELLS_BY_ROW,
  CHUNK,
  CHUNK_COUNTS,
  COLUMN_BYTES,
  COLUMNS,
  COUNTS_BYTES,
  DERIVATIVES,
  GRADIENT_UNITS,
  HELPER_HISTOGRAMS,
  HESSIAN_UNITS,
  HISTOGRAM,
  LIST,
  LISTED,
  OUTPUT,
  PACKED,
  ROWS,
  STAGE_BYTES,
  STAGES,
  TOUCHED,
  WHOLE,
} from "./layout";
import { weightOf } from "./weights";

/** Columns summed together: their histograms stay in the nearest cache. */
const BLOCK: usize = 20;
/** Rows gathered at a time, 32 bytes each at most; and how far apart they are, on average, where that pays. */
const GATHERED: usize = 64;
const SPARSE: u32 = 12;

/** Where a thread sums; a helper's own is cleared at its first use. */
export function histogramOf(thread: u32): usize {
  if (thread == 0) return load<usize>(HISTOGRAM);
  const bytes = <usize>load<u32>(COLUMNS) * COLUMN_BYTES;
  const own = load<usize>(HELPER_HISTOGRAMS) + <usize>(thread - 1) * bytes;
  const touched = load<usize>(TOUCHED) + thread;
  if (load<u8>(touched) == 0) {
    store<u8>(touched, 1);
    memory.fill(own, 0, bytes);
  }
  return own;
}

function addFour(histogram: usize, cells: u32, value: i64): void {
  const a = histogram + ((cells & 255) << 3);
  store<i64>(a, load<i64>(a) + value);
  const b = histogram + (((cells >> 8) & 255) << 3);
  store<i64>(b, load<i64>(b, 2048) + value, 2048);
  const c = histogram + (((cells >> 16) & 255) << 3);
  store<i64>(c, load<i64>(c, 4096) + value, 4096);
  const d = histogram + ((cells >> 24) << 3);
  store<i64>(d, load<i64>(d, 6144) + value, 6144);
}

/** Adds one row's cells, `width` of them. */
function addRow(cells: usize, width: usize, value: i64, histogram: usize): void {
  let cell = cells;
  let target = histogram;
  for (const stop = cells + (width & ~3); cell < stop; cell += 4) {
    addFour(target, load<u32>(cell), value);
    target += 4 * COLUMN_BYTES;
  }
  if (width & 2) {
    const a = target + ((<usize>load<u8>(cell)) << 3);
    store<i64>(a, load<i64>(a) + value);
    const b = target + ((<usize>load<u8>(cell, 1)) << 3);
    store<i64>(b, load<i64>(b, 2048) + value, 2048);
    cell += 2;
    target += 2 * COLUMN_BYTES;
  }
  if (width & 1) {
    const a = target + ((<usize>load<u8>(cell)) << 3);
    store<i64>(a, load<i64>(a) + value);
  }
}

/** Adds the rows listed at [list, end) to `histogram`, in all columns. */
export function addRows(list: usize, end: usize, histogram: usize, thread: u32): void {
  if (list == end) return;
  const columns = <usize>load<u32>(COLUMNS);
  const isSparse = load<u32>(end - 4) - load<u32>(list) > SPARSE * <u32>((end - list) >> 2);
  for (let from: usize = 0; from < columns; from += BLOCK) {
    const width = min(BLOCK, columns - from);
    const cells = load<usize>(CELLS_BY_ROW) + from;
    const first = histogram + from * COLUMN_BYTES;
    if (isSparse) addSparse(list, end, cells, width, first, thread);
    else addDense(list, end, cells, width, first);
  }
}

function addDense(list: usize, end: usize, cells: usize, width: usize, histogram: usize): void {
  const columns = <usize>load<u32>(COLUMNS);
  const packed = load<usize>(PACKED);
  for (let at = list; at < end; at += 4) {
    const row = <usize>load<u32>(at);
    addRow(cells + row * columns, width, load<i64>(packed + (row << 3)), histogram);
  }
}

/** Rows far apart are gathered first, some at a time: the processor then waits for many of them at once. */
function addSparse(list: usize, end: usize, cells: usize, width: usize, histogram: usize, thread: u32): void {
  const columns = <usize>load<u32>(COLUMNS);
  const packed = load<usize>(PACKED);
  const stage = load<usize>(STAGES) + <usize>thread * STAGE_BYTES;
  const step = 8 + ((width + 7) & ~7);
  for (let from = list; from < end; from += GATHERED << 2) {
    const to = min(from + (GATHERED << 2), end);
    let into = stage;
    for (let at = from; at < to; at += 4) {
      const row = <usize>load<u32>(at);
      const cell = cells + row * columns;
      store<i64>(into, load<i64>(packed + (row << 3)));
      for (let byte: usize = 0; byte < width; byte += 8) store<u64>(into + byte, load<u64>(cell + byte), 8);
      into += step;
    }
    for (let at = stage; at < into; at += step) addRow(at + 8, width, load<i64>(at), histogram);
  }
}

/**
 * Both rounded to whole numbers, halves to even: a number to which 2^52 is added has nothing behind the point, and its
 * last 32 bits are those of the whole number, of a negative one in two's complement.
 */
function pack(gradient: f64, hessian: f64): i64 {
  const high = reinterpret<i64>(gradient + 6755399441055744) << 32;
  const low = reinterpret<i64>(hessian + 4503599627370496) & 0xffffffff;
  return high | low;
}

/** Packs the gradients of a chunk of the list and sums them: the root's histogram. */
export function addRoot(chunk: u32, thread: u32): void {
  const from = chunk * CHUNK;
  const to = min(from + CHUNK, load<u32>(LISTED));
  const list = load<usize>(LIST);
  const whole = load<u32>(WHOLE) == 1;
  const skipped = <usize>load<u32>(OUTPUT) * ((<usize>load<u32>(ROWS)) << 4);
  const derivatives = load<usize>(DERIVATIVES) + skipped;
  const gradientUnits = load<f64>(GRADIENT_UNITS);
  const hessianUnits = load<f64>(HESSIAN_UNITS);
  const packed = load<usize>(PACKED);
  let sum: i64 = 0;
  for (let i = from; i < to; i++) {
    if (whole) store<u32>(list + ((<usize>i) << 2), i);
    const row = <usize>load<u32>(list + ((<usize>i) << 2));
    const own = derivatives + (row << 4);
    const value = pack(load<f64>(own) * gradientUnits, load<f64>(own, 8) * hessianUnits);
    store<i64>(packed + (row << 3), value);
    sum += value;
  }
  const counts = load<usize>(CHUNK_COUNTS) + <usize>chunk * COUNTS_BYTES;
  const first = list + ((<usize>from) << 2);
  store<i64>(counts, sum);
  const end = list + ((<usize>to) << 2);
  store<f64>(counts, weightOf(first, end), 8);
  addRows(first, end, histogramOf(thread), thread);
}
