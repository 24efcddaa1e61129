/** Sorting, the costliest step of a drift check, in time linear in the values for every usual distribution. */

/** Up to this many values, insertion is quickest. */
const SMALL = 24;
/** Values per part of the first round: a part and its buckets stay in the processor's innermost cache. */
const PART = 1024;
/** Values that the middle of a distribution is guessed from. */
const SAMPLE = 256;
/** A part that does not thin out after this many rounds (values that span many magnitudes) is sorted by comparison. */
const MAX_DEPTH = 6;

/** Work space, kept between calls: a wide table would otherwise allocate it once per column. */
let kept = { ends: new Uint32Array(0), source: new Float64Array(0), parts: new Float64Array(0) };

function insertionSort(values: Float64Array, from: number, to: number): void {
  for (let i = from + 1; i < to; i++) {
    const value = values[i]!;
    let j = i - 1;
    while (j >= from && values[j]! > value) {
      values[j + 1] = values[j]!;
      j--;
    }
    values[j + 1] = value;
  }
}

/** Buckets of equal width from `low` on, the outer ones open. */
interface Grid {
  low: number;
  /** Buckets per unit. */
  scale: number;
  buckets: number;
  /** Room for one number per bucket and one more: where each ends. */
  ends: Uint32Array;
}

/** False where the values span next to nothing, or more than a double can hold. */
const isUsable = (scale: number): boolean => scale > 0 && scale < Number.MAX_VALUE;

/** Copies source[from, to) to the same places of `into`, bucket by bucket. */
function spread(
  source: Float64Array,
  from: number,
  to: number,
  into: Float64Array,
  { low, scale, buckets, ends }: Grid,
): void {
  ends.fill(0, 0, buckets + 1);
  const last = buckets - 0.5;
  for (let i = from; i < to; i++) {
    const place = (source[i]! - low) * scale;
    ends[((place > 0 ? (place < last ? place : last) : 0) >>> 0) + 1]!++;
  }
  let end = from;
  for (let k = 0; k <= buckets; k++) {
    end += ends[k]!;
    ends[k] = end;
  }
  // ends[k] is where bucket k begins and, once its values are there, where it ends.
  for (let i = from; i < to; i++) {
    const value = source[i]!;
    const place = (value - low) * scale;
    const bucket = (place > 0 ? (place < last ? place : last) : 0) >>> 0;
    into[ends[bucket]!++] = value;
  }
}

/** Sorts source[from, to) into the same places of `into`; `source` is used up. */
function sortPart(source: Float64Array, from: number, to: number, into: Float64Array, depth: number): void {
  let low = source[from]!;
  let high = low;
  for (let i = from + 1; i < to; i++) {
    const value = source[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const buckets = 2 * (to - from);
  const scale = (buckets - 1) / (high - low);
  if (low < high && depth < MAX_DEPTH && isUsable(scale))
    sortEven(source, from, to, into, { low, scale, buckets, ends: new Uint32Array(buckets + 1) }, depth);
  else {
    into.set(source.subarray(from, to), from);
    if (low < high) into.subarray(from, to).sort();
  }
}

/** The same for values that lie about evenly above `low`. */
function sortEven(source: Float64Array, from: number, to: number, into: Float64Array, grid: Grid, depth: number): void {
  spread(source, from, to, into, grid);
  const { buckets, ends } = grid;
  // Runs of small buckets are nearly sorted: one insertion pass does them all.
  let begin = from;
  let run = from;
  for (let k = 0; k < buckets; k++) {
    const end = ends[k]!;
    if (end - begin > SMALL) {
      insertionSort(into, run, begin);
      source.set(into.subarray(begin, end), begin);
      sortPart(source, begin, end, into, depth + 1);
      run = end;
    }
    begin = end;
  }
  insertionSort(into, run, to);
}

/** Where the bulk of the values lies. */
function bulk(source: Float64Array, count: number): { low: number; high: number } {
  const sample = Float64Array.from({ length: SAMPLE }, (_, k) => source[Math.floor((k * count) / SAMPLE)]!).sort();
  return { low: sample[2]!, high: sample[SAMPLE - 3]! };
}

/**
 * The values ascending, without NaN; the input is left as it is.
 * @param values numbers, NaN for missing
 * @returns a new array of the n values that are there
 * @example sortedValues(Float64Array.of(3, NaN, 1)) // Float64Array [1, 3]
 * Source: bucket ("interpolation") sort, Dobosiewicz 1978, in two rounds, the second within the processor's cache.
 */
export function sortedValues(values: Float64Array): Float64Array {
  const rows = values.length;
  if (kept.source.length < rows)
    kept = { ends: new Uint32Array(rows + 2), source: new Float64Array(rows), parts: new Float64Array(rows) };
  const { source, parts, ends } = kept;
  let n = 0;
  for (let i = 0; i < rows; i++) {
    const value = values[i]!;
    if (!Number.isNaN(value)) source[n++] = value;
  }
  const sorted = new Float64Array(n);
  const count = Math.floor(n / PART);
  const { low, high } = count > 1 ? bulk(source, n) : { low: 0, high: 0 };
  const scale = (count - 2) / (high - low);
  if (!isUsable(scale)) {
    if (n > 0) sortPart(source, 0, n, sorted, 0);
    return sorted;
  }
  // One part below the bulk, one above.
  const start = low - 1 / scale;
  spread(source, 0, n, parts, { low: start, scale, buckets: count, ends });
  const limits = ends.slice(0, count);
  let begin = 0;
  for (let k = 0; k < count; k++) {
    const end = limits[k]!;
    const buckets = end - begin;
    if (k === 0 || k === count - 1) sortPart(parts, begin, end, sorted, 0);
    else sortEven(parts, begin, end, sorted, { low: start + k / scale, scale: buckets * scale, buckets, ends }, 0);
    begin = end;
  }
  return sorted;
}
