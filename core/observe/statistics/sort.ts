/** Sorting, the costliest step of a drift check, in time linear in the values for every usual distribution. */

/** Below this many values in one bucket, insertion is quickest. */
const SMALL = 48;
/** A bucket that does not thin out after this many rounds (values that span many magnitudes) is sorted by comparison. */
const MAX_DEPTH = 6;

/** Work space of the outermost round, kept between calls: a wide table would otherwise allocate it once per column. */
let kept = { bucketOf: new Uint32Array(0), starts: new Uint32Array(0), source: new Float64Array(0) };

function workSpace(count: number, depth: number): typeof kept {
  const make = () => ({
    bucketOf: new Uint32Array(count),
    starts: new Uint32Array(count + 1),
    source: new Float64Array(count),
  });
  if (depth > 0) return make();
  if (kept.source.length < count) kept = make();
  else kept.starts.fill(0, 0, count + 1);
  return kept;
}

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

/** Sorts `values[from, to)` by spreading it evenly over as many buckets as there are values, then each bucket. */
function bucketSort(values: Float64Array, from: number, to: number, depth: number): void {
  const count = to - from;
  if (count <= SMALL) {
    insertionSort(values, from, to);
    return;
  }
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = from; i < to; i++) {
    const value = values[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low === high) return;
  const scale = (count - 1) / (high - low);
  if (depth >= MAX_DEPTH || !(scale > 0 && scale < Number.MAX_VALUE)) {
    values.subarray(from, to).sort();
    return;
  }
  const { bucketOf, starts, source } = workSpace(count, depth);
  for (let i = 0; i < count; i++) {
    const value = values[from + i]!;
    const bucket = ((value - low) * scale) >>> 0;
    source[i] = value;
    bucketOf[i] = bucket;
    starts[bucket + 1]!++;
  }
  for (let k = 0; k < count; k++) starts[k + 1]! += starts[k]!;
  for (let i = 0; i < count; i++) values[from + starts[bucketOf[i]!]!++] = source[i]!;
  // `starts[k]` is now where bucket k ends. Runs of small buckets are nearly sorted: one insertion pass does them all.
  let begin = 0;
  let run = 0;
  for (let k = 0; k < count; k++) {
    const end = starts[k]!;
    if (end - begin > SMALL) {
      insertionSort(values, from + run, from + begin);
      bucketSort(values, from + begin, from + end, depth + 1);
      run = end;
    }
    begin = end;
  }
  insertionSort(values, from + run, to);
}

/**
 * The values ascending, without NaN; the input is left as it is.
 * @param values numbers, NaN for missing
 * @returns a new array of the n values that are there
 * @example sortedValues(Float64Array.of(3, NaN, 1)) // Float64Array [1, 3]
 * Source: bucket ("interpolation") sort with as many buckets as values, Dobosiewicz 1978.
 */
export function sortedValues(values: Float64Array): Float64Array {
  const sorted = new Float64Array(values.length);
  let n = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isNaN(value)) sorted[n++] = value;
  }
  const there = sorted.subarray(0, n);
  bucketSort(there, 0, n, 0);
  return there;
}
