/** Sorting, the costliest step of a drift check: by the bits of the values, in WebAssembly (assembly/sort.ts). */
import { readFileSync } from "node:fs";

interface Sorter {
  memory: WebAssembly.Memory;
  sort(rows: number): number;
  count(): number;
}

/** Where the values begin in the sorter's memory; the counts of digits lie before. */
const VALUES = 65_536;
const PAGE = 65_536;
/** Below so many values counting digits costs more than comparing. */
const FEW = 600;
/** Memory for more is let go after the call: WebAssembly cannot shrink it. */
const MOST_KEPT = 1_000_000;

let module: WebAssembly.Module | null = null;
let kept: Sorter | null = null;

function sorter(): Sorter {
  module ??= new WebAssembly.Module(readFileSync(new URL("./sort.wasm", import.meta.url)));
  return new WebAssembly.Instance(module, {}).exports as unknown as Sorter;
}

/** The same by comparison: for few values, and what tests hold the kernel against. */
export const sortedByComparison = (values: Float64Array): Float64Array =>
  values.filter((value) => !Number.isNaN(value)).sort();

/**
 * The values ascending, without NaN; the input is left as it is.
 * @param values numbers, NaN for missing
 * @returns a new array of the n values that are there
 * @example sortedValues(Float64Array.of(3, NaN, 1)) // Float64Array [1, 3]
 * Source: radix sort by the bits of doubles, Herf 2001; see assembly/sort.ts.
 */
export function sortedValues(values: Float64Array): Float64Array {
  const rows = values.length;
  if (rows < FEW) return sortedByComparison(values);
  kept ??= sorter();
  const { memory, sort, count } = kept;
  const pages = Math.ceil((VALUES + 16 * rows) / PAGE) - memory.buffer.byteLength / PAGE;
  if (pages > 0) memory.grow(pages);
  new Float64Array(memory.buffer, VALUES, rows).set(values);
  const at = sort(rows);
  const sorted = new Float64Array(memory.buffer, at, count()).slice();
  if (rows > MOST_KEPT) kept = null;
  return sorted;
}
