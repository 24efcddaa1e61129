/**
 * How many different numbers a column holds, exactly. Values are first dealt out by their hash, so that each of the
 * small hash tables stays in the processor's cache (Manegold, Boncz & Kersten 2002, radix-clustered hashing).
 */

const PART_BITS = 8;
const PARTS = 1 << PART_BITS;
/** Most columns hold few values, which one small table counts. */
const FEW = 1 << 12;

/** The halves of each value. */
const wordsOf = ({ buffer, byteOffset, length }: Float64Array): Int32Array =>
  new Int32Array(buffer, byteOffset, 2 * length);

function hashAt(words: Int32Array, i: number): number {
  const hash = Math.imul(words[2 * i]! ^ Math.imul(words[2 * i + 1]!, 0x9e3779b1), 0x85ebca6b);
  return hash ^ (hash >>> 15);
}

/** Different values in values[from, to), by open addressing; NaN is passed over. More than `most` are not counted. */
function countIn(values: Float64Array, from: number, to: number, slots: Float64Array, most: number): number {
  const words = wordsOf(values);
  const mask = slots.length - 1;
  slots.fill(Number.NaN);
  let size = 0;
  for (let i = from; i < to; i++) {
    const value = values[i]!;
    let slot = hashAt(words, i) & mask;
    let kept = slots[slot]!;
    while (!Number.isNaN(kept) && kept !== value) {
      slot = (slot + 1) & mask;
      kept = slots[slot]!;
    }
    if (kept === value || Number.isNaN(value)) continue;
    if (size === most) return size + 1;
    slots[slot] = value;
    size++;
  }
  return size;
}

/** Different values where none is smaller than the one before, as numbers of rows and moments often are; else null. */
function countRising(values: Float64Array): number | null {
  let size = 0;
  let last = Number.NaN;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < last) return null;
    if (value === last || Number.isNaN(value)) continue;
    last = value;
    size++;
  }
  return size;
}

/** The values but NaN, those of one part of their hashes together, and where each part ends. */
function deal(values: Float64Array): { dealt: Float64Array; ends: Int32Array } {
  const words = wordsOf(values);
  const parts = new Uint8Array(values.length);
  const ends = new Int32Array(PARTS + 1);
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    parts[i] = hashAt(words, i) >>> (32 - PART_BITS);
    ends[parts[i]! + 1]!++;
  }
  for (let part = 1; part <= PARTS; part++) ends[part]! += ends[part - 1]!;
  const dealt = new Float64Array(ends[PARTS]!);
  const next = ends.slice(0, PARTS);
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) dealt[next[parts[i]!]!++] = values[i]!;
  return { dealt, ends };
}

/** NaN is not counted. @example countDistinct(Float64Array.of(1, 2, 2, NaN)) // 2 */
export function countDistinct(values: Float64Array): number {
  const rising = countRising(values);
  if (rising !== null) return rising;
  const few = countIn(values, 0, values.length, new Float64Array(4 * FEW), FEW);
  if (few <= FEW) return few;
  const { dealt, ends } = deal(values);
  let largest = 0;
  for (let part = 0; part < PARTS; part++) largest = Math.max(largest, ends[part + 1]! - ends[part]!);
  const slots = new Float64Array(2 ** Math.ceil(Math.log2(2 * largest)));
  let size = 0;
  for (let part = 0; part < PARTS; part++) size += countIn(dealt, ends[part]!, ends[part + 1]!, slots, largest);
  return size;
}
