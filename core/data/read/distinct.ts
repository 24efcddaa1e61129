/**
 * How many different numbers a column holds, exactly. Values are first dealt out by their hash, so that each of the
 * small hash tables stays in the processor's cache (Manegold, Boncz & Kersten 2002, radix-clustered hashing).
 */

const PART_BITS = 8;
const PARTS = 1 << PART_BITS;
/** Most columns hold few values, which one small table counts. */
const FEW = 1 << 12;

const bits = new Float64Array(1);
const words = new Int32Array(bits.buffer);

function hashOf(value: number): number {
  bits[0] = value;
  const hash = Math.imul(words[0]! ^ Math.imul(words[1]!, 0x9e3779b1), 0x85ebca6b);
  return hash ^ (hash >>> 15);
}

/** Different values in values[from, to), by open addressing; NaN is passed over. More than `most` are not counted. */
function countIn(values: Float64Array, from: number, to: number, slots: Float64Array, most: number): number {
  const mask = slots.length - 1;
  slots.fill(Number.NaN);
  let size = 0;
  for (let i = from; i < to; i++) {
    const value = values[i]!;
    let slot = hashOf(value) & mask;
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

/** NaN is not counted. @example countDistinct(Float64Array.of(1, 2, 2, NaN)) // 2 */
export function countDistinct(values: Float64Array): number {
  const few = countIn(values, 0, values.length, new Float64Array(4 * FEW), FEW);
  if (few <= FEW) return few;
  const ends = new Int32Array(PARTS + 1);
  for (const value of values) if (!Number.isNaN(value)) ends[(hashOf(value) >>> (32 - PART_BITS)) + 1]!++;
  for (let part = 1; part <= PARTS; part++) ends[part]! += ends[part - 1]!;
  const dealt = new Float64Array(ends[PARTS]!);
  const next = ends.slice(0, PARTS);
  for (const value of values) if (!Number.isNaN(value)) dealt[next[hashOf(value) >>> (32 - PART_BITS)]!++] = value;
  let largest = 0;
  for (let part = 0; part < PARTS; part++) largest = Math.max(largest, ends[part + 1]! - ends[part]!);
  const slots = new Float64Array(2 ** Math.ceil(Math.log2(2 * largest)));
  let size = 0;
  for (let part = 0; part < PARTS; part++) size += countIn(dealt, ends[part]!, ends[part + 1]!, slots, largest);
  return size;
}
