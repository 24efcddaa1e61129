/** Where the bins of numbers end, from a sample of their values. */
import { createRng } from "../../shared/index.ts";
import { sortFloats } from "./float-sort.ts";

const SAMPLE_ROWS = 200_000;

/** A float32 t with lower ≤ t < upper, halfway where there is room. */
export function thresholdBetween(lower: number, upper: number): number {
  const middle = Math.fround(lower / 2 + upper / 2);
  return middle >= lower && middle < upper ? middle : lower;
}

/** Rows that stand for all of a large table, one from each of 200,000 equal stretches; null for all rows. */
export function sampledRows(rows: number): Uint32Array | null {
  if (rows <= SAMPLE_ROWS) return null;
  const rng = createRng(rows);
  const step = rows / SAMPLE_ROWS;
  return Uint32Array.from({ length: SAMPLE_ROWS }, (_, k) => Math.floor((k + rng.next()) * step));
}

function sortedSample(values: Float32Array, sample: Uint32Array | null): Float32Array {
  const present = new Float32Array(sample?.length ?? values.length);
  let count = 0;
  for (let i = 0; i < present.length; i++) {
    const value = values[sample === null ? i : sample[i]!]!;
    present[count] = value;
    if (!Number.isNaN(value)) count++;
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

/**
 * At most `bins` − 1 edges of a column, ascending.
 * @param sample of `sampledRows`
 * @example binEdges(Float32Array.of(1, 2, NaN, 1), null, 255) // 1.5
 */
export function binEdges(values: Float32Array, sample: Uint32Array | null, bins: number): Float32Array {
  return edgesOf(sortedSample(values, sample), bins);
}

/** Edges so that bins hold about equally many rows; a value with more than its share gets a bin of its own. */
function edgesOf(sorted: Float32Array, bins: number): Float32Array {
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
