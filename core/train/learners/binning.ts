/**
 * Cells of the design matrix as bytes: a number's bin, a category's, or "missing". Trees are grown on these.
 * A bin's edge is a float32 threshold, and cells are binned by comparing with it, so a split between two bins and
 * the test `x ≤ threshold` send every row the same way. Bins hold about equally many rows, or one value each where
 * there are few, as in LightGBM (Ke et al. 2017).
 */
import {
  CELLS_BY_COLUMN,
  CELLS_BY_ROW,
  CHUNK,
  CODES,
  COLUMN,
  COLUMNS,
  EDGES,
  type Kernels,
  kernels,
  PHASES,
  ROWS,
  VALUES,
} from "../kernels/index.ts";
import type { Matrix, MatrixColumn } from "../model.ts";
import { binEdges, sampledRows } from "./bin-edges.ts";

/** Histogram slots per column; a cell is a slot. */
export const SLOTS = 256;
/** The slot of a missing cell; values use slots 0 … 254. */
export const MISSING = 255;
export const MAX_BINS = 255;
/** Larger than any finite float32: everything that is not missing goes left of it. */
export const EVERY_VALUE = 3.4028234663852886e38;

export interface BinnedColumn {
  /** Slots in use, the missing one not counted. */
  bins: number;
  /** Numbers: bin b holds edges[b − 1] < x ≤ edges[b]; the last bin has no edge. Empty for categories. */
  edges: Float32Array;
  /** Categories: the codes in each bin; the rare ones share the last where there are more than 255. Null for numbers. */
  codes: Int32Array[] | null;
}

/** Lies in the memory of `kernels()` until its next fit begins. */
export interface BinnedMatrix {
  rows: number;
  columns: BinnedColumn[];
  /** Cell of a row and a column: cells[column × rows + row]. */
  cells: Uint8Array;
}

export interface BinningOptions {
  /** Most bins per number column, 2 … 255. */
  bins?: number;
  threads?: number;
  /** Called now and then; throws to stop. */
  poll?: () => void;
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

/** Fills columns of cells, one after another. */
class Binner {
  readonly #kernels: Kernels;
  readonly #chunks: number;
  readonly #values: Float32Array;
  readonly #edges: Float32Array;
  readonly #codes: Uint8Array;
  readonly #sample: Uint32Array | null;

  constructor(kernels: Kernels, { rows, columns }: Matrix) {
    const { memory } = kernels;
    this.#kernels = kernels;
    this.#chunks = Math.ceil(rows / CHUNK);
    this.#values = memory.take(Float32Array, rows);
    this.#edges = memory.take(Float32Array, MAX_BINS);
    this.#codes = memory.take(Uint8Array, Math.max(0, ...columns.map(({ levels = 0 }) => levels)));
    this.#sample = sampledRows(rows);
    memory.set(VALUES, this.#values.byteOffset);
  }

  column({ values, levels }: MatrixColumn, at: number, bins: number): BinnedColumn {
    const { memory } = this.#kernels;
    this.#values.set(values);
    memory.set(COLUMN, at);
    return levels === undefined ? this.#numbers(values, bins) : this.#categories(values, levels);
  }

  #numbers(values: Float32Array, bins: number): BinnedColumn {
    const edges = binEdges(values, this.#sample, bins);
    this.#edges.fill(Number.POSITIVE_INFINITY).set(edges);
    this.#kernels.memory.set(EDGES, this.#edges.byteOffset);
    this.#kernels.run(PHASES.binNumbers, this.#chunks);
    return { bins: edges.length + 1, edges, codes: null };
  }

  #categories(values: Float32Array, levels: number): BinnedColumn {
    const { binOfCode, codes } = codeBins(values, levels);
    this.#codes.set(binOfCode);
    this.#kernels.memory.set(EDGES, this.#codes.byteOffset);
    this.#kernels.memory.set(CODES, levels);
    this.#kernels.run(PHASES.binCodes, this.#chunks);
    return { bins: codes.length, edges: new Float32Array(0), codes };
  }
}

/**
 * Begins a fit: bins every column once; all its trees share the result.
 * @example
 * const x = { name: "x", feature: "x", values: Float32Array.of(1, 2, NaN) };
 * binMatrix({ rows: 3, columns: [x] }).cells // 0, 1, 255
 */
export function binMatrix(
  matrix: Matrix,
  { bins = MAX_BINS, threads = 1, poll = () => undefined }: BinningOptions = {},
): BinnedMatrix {
  const team = kernels();
  team.begin(threads);
  const cells = team.memory.take(Uint8Array, matrix.rows * matrix.columns.length);
  team.memory.set(ROWS, matrix.rows);
  team.memory.set(COLUMNS, matrix.columns.length);
  team.memory.set(CELLS_BY_COLUMN, cells.byteOffset);
  const binner = new Binner(team, matrix);
  const columns = matrix.columns.map((column, at) => {
    poll();
    return binner.column(column, at, bins);
  });
  return { rows: matrix.rows, columns, cells };
}

/** The same cells with each row's together: for whoever sums all columns at once. */
export function cellsByRow({ rows, columns }: BinnedMatrix): Uint8Array {
  const team = kernels();
  const cells = team.memory.take(Uint8Array, rows * columns.length);
  team.memory.set(CELLS_BY_ROW, cells.byteOffset);
  team.run(PHASES.turnCells, Math.ceil(rows / CHUNK));
  return cells;
}
