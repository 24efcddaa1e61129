/**
 * Cells of the design matrix as bytes: a number's bin, a category's, or "missing". Trees are grown on these.
 * A bin's edge is a float32 threshold, and cells are binned by comparing with it, so a split between two bins and
 * the test `x ≤ threshold` send every row the same way. Bins hold about equally many rows, or one value each where
 * there are few, as in LightGBM (Ke et al. 2017).
 */
import { createRng } from "../../shared/index.ts";
import type { Matrix } from "../model.ts";
import { sortFloats } from "./float-sort.ts";

/** Histogram slots per column; a cell is a slot. */
export const SLOTS = 256;
/** The slot of a missing cell; values use slots 0 … 254. */
export const MISSING = 255;
export const MAX_BINS = 255;
/** Larger than any finite float32: everything that is not missing goes left of it. */
export const EVERY_VALUE = 3.4028234663852886e38;

const SAMPLE_ROWS = 200_000;
const BLOCK_ROWS = 2048;

export interface BinnedColumn {
  /** Slots in use, the missing one not counted. */
  bins: number;
  /** Numbers: bin b holds edges[b − 1] < x ≤ edges[b]; the last bin has no edge. Empty for categories. */
  edges: Float32Array;
  /** Smallest and largest training value of each bin. Empty for categories. */
  lowest: Float32Array;
  highest: Float32Array;
  /** Categories: the codes in each bin; the rare ones share the last where there are more than 255. Null for numbers. */
  codes: Int32Array[] | null;
}

export interface BinnedMatrix {
  rows: number;
  columns: BinnedColumn[];
  /** Cell of a row and a column: cells[row × rowStep + column × columnStep]. */
  cells: Uint8Array;
  rowStep: number;
  columnStep: number;
}

export interface BinningOptions {
  /** Most bins per number column, 2 … 255. */
  bins?: number;
  /** Which cells lie together: a row's, for whoever sums all columns at once; or a column's. */
  layout: "rows" | "columns";
  /** Called now and then; throws to stop. */
  poll?: () => void;
}

/** A float32 t with lower ≤ t < upper, halfway where there is room. */
export function thresholdBetween(lower: number, upper: number): number {
  const middle = Math.fround(lower / 2 + upper / 2);
  return middle >= lower && middle < upper ? middle : lower;
}

function sortedSample(values: Float32Array): Float32Array {
  const rows = values.length;
  let sample = values;
  if (rows > SAMPLE_ROWS) {
    const rng = createRng(rows);
    const step = rows / SAMPLE_ROWS;
    sample = Float32Array.from({ length: SAMPLE_ROWS }, (_, k) => values[Math.floor((k + rng.next()) * step)]!);
  }
  const present = new Float32Array(sample.length);
  let count = 0;
  for (let i = 0; i < sample.length; i++) {
    present[count] = sample[i]!;
    if (!Number.isNaN(sample[i]!)) count++;
  }
  return sortFloats(present.subarray(0, count));
}

function distinctValues(sorted: Float32Array): { values: Float32Array; counts: Int32Array } {
  const values = new Float32Array(sorted.length);
  const counts = new Int32Array(sorted.length);
  let distinct = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (distinct === 0 || sorted[i] !== values[distinct - 1]) values[distinct++] = sorted[i]!;
    counts[distinct - 1]!++;
  }
  return { values: values.subarray(0, distinct), counts: counts.subarray(0, distinct) };
}

/** Edges so that bins hold about equally many rows; a value with more than its share gets a bin of its own. */
function binEdges(sorted: Float32Array, bins: number): Float32Array {
  const { values, counts } = distinctValues(sorted);
  const edges: number[] = [];
  let left = sorted.length;
  let held = 0;
  for (let i = 0; i + 1 < values.length; i++) {
    held += counts[i]!;
    const binsLeft = bins - edges.length;
    if (binsLeft <= 1) break;
    const share = left / binsLeft;
    const few = values.length - i <= binsLeft;
    if (few || held >= share || counts[i + 1]! >= share) {
      edges.push(thresholdBetween(values[i]!, values[i + 1]!));
      left -= held;
      held = 0;
    }
  }
  return Float32Array.from(edges);
}

const GRID_CELLS = 1024;

/** Finds bins: an even grid over the edges narrows the search to the few edges in x's grid cell. */
class BinFinder {
  readonly #edges: Float32Array;
  readonly #origin: number;
  readonly #scale: number;
  /** How many edges lie in earlier grid cells. */
  readonly #before = new Uint8Array(GRID_CELLS + 1);

  constructor(edges: Float32Array) {
    this.#edges = edges;
    const [first, last] = [edges[0] ?? 0, edges.at(-1) ?? 0];
    this.#origin = first;
    this.#scale = last > first ? GRID_CELLS / (last - first) : 0;
    for (const edge of edges) this.#before[this.#cellOf(edge) + 1]!++;
    for (let cell = 0; cell < GRID_CELLS; cell++) this.#before[cell + 1]! += this.#before[cell]!;
  }

  #cellOf(x: number): number {
    return Math.max(0, Math.min(GRID_CELLS - 1, (x - this.#origin) * this.#scale)) | 0;
  }

  /** Number of edges below x. */
  find(x: number): number {
    const cell = this.#cellOf(x);
    let low = this.#before[cell]!;
    let high = this.#before[cell + 1]!;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#edges[middle]! < x) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Where a column's cells are written. */
interface Place {
  cells: Uint8Array;
  offset: number;
  step: number;
}

type Fill = (from: number, to: number) => void;

function numericColumn(values: Float32Array, bins: number, { cells, offset, step }: Place) {
  const edges = binEdges(sortedSample(values), bins);
  const finder = new BinFinder(edges);
  const lowest = new Float32Array(edges.length + 1).fill(Number.POSITIVE_INFINITY);
  const highest = new Float32Array(edges.length + 1).fill(Number.NEGATIVE_INFINITY);
  const fill: Fill = (from, to) => {
    for (let row = from; row < to; row++) {
      const x = values[row]!;
      if (Number.isNaN(x)) {
        cells[offset + row * step] = MISSING;
        continue;
      }
      const bin = finder.find(x);
      cells[offset + row * step] = bin;
      if (x < lowest[bin]!) lowest[bin] = x;
      if (x > highest[bin]!) highest[bin] = x;
    }
  };
  const column: BinnedColumn = { bins: edges.length + 1, edges, lowest, highest, codes: null };
  return { column, fill };
}

/** Codes to bins: itself where they fit, else the most frequent ones, the rest sharing the last bin. */
function codeBins(values: Float32Array, levels: number): { binOfCode: Uint8Array; codes: Int32Array[] } {
  const order = Int32Array.from({ length: levels }, (_, code) => code);
  if (levels > MAX_BINS) {
    const counts = new Float64Array(levels);
    for (const code of values) if (code >= 0 && code < levels) counts[code]!++;
    order.sort((a, b) => counts[b]! - counts[a]! || a - b);
  }
  const binOfCode = new Uint8Array(levels);
  for (let rank = 0; rank < levels; rank++) binOfCode[order[rank]!] = Math.min(rank, MAX_BINS - 1);
  const bins = Math.min(levels, MAX_BINS);
  const codes = Array.from({ length: bins }, (_, bin) =>
    bin === MAX_BINS - 1 ? order.slice(bin) : order.slice(bin, bin + 1),
  );
  return { binOfCode, codes };
}

function categoryColumn(values: Float32Array, levels: number, { cells, offset, step }: Place) {
  const { binOfCode, codes } = codeBins(values, levels);
  const fill: Fill = (from, to) => {
    for (let row = from; row < to; row++) {
      const code = values[row]!;
      cells[offset + row * step] = code >= 0 && code < levels ? binOfCode[code]! : MISSING;
    }
  };
  const none = new Float32Array(0);
  const column: BinnedColumn = { bins: codes.length, edges: none, lowest: none, highest: none, codes };
  return { column, fill };
}

/**
 * Bins every column once; all trees of a fit share the result.
 * @example
 * const x = { name: "x", feature: "x", values: Float32Array.of(1, 2, NaN) };
 * binMatrix({ rows: 3, columns: [x] }, { layout: "rows" }).cells // 0, 1, 255
 */
export function binMatrix(
  matrix: Matrix,
  { bins = MAX_BINS, layout, poll = () => undefined }: BinningOptions,
): BinnedMatrix {
  const width = matrix.columns.length;
  const cells = new Uint8Array(matrix.rows * width);
  const [rowStep, columnStep] = layout === "rows" ? [width, 1] : [1, matrix.rows];
  const binned = matrix.columns.map(({ values, levels }, at) => {
    poll();
    const place = { cells, offset: at * columnStep, step: rowStep };
    return levels === undefined ? numericColumn(values, bins, place) : categoryColumn(values, levels, place);
  });
  for (let from = 0; from < matrix.rows; from += BLOCK_ROWS) {
    const to = Math.min(matrix.rows, from + BLOCK_ROWS);
    poll();
    for (const { fill } of binned) fill(from, to);
  }
  return { rows: matrix.rows, columns: binned.map(({ column }) => column), cells, rowStep, columnStep };
}
