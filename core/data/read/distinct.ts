/** How many different numbers a column holds: an open-addressed hash set over the bits, as a Set of a million is slow. */

/** NaN is not counted. */
export function countDistinct(values: Float64Array): number {
  let mask = 4095;
  let slots = new Float64Array(mask + 1).fill(Number.NaN);
  let size = 0;
  const bits = new Float64Array(1);
  const words = new Int32Array(bits.buffer);

  const insert = (value: number): void => {
    bits[0] = value;
    let hash = Math.imul(words[0]! ^ Math.imul(words[1]!, 0x9e3779b1), 0x85ebca6b);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    while (!Number.isNaN(slots[slot])) {
      if (slots[slot] === value) return;
      slot = (slot + 1) & mask;
    }
    slots[slot] = value;
    size++;
  };

  for (const value of values) {
    if (Number.isNaN(value)) continue;
    insert(value);
    if (2 * size > mask) {
      const old = slots;
      mask = mask * 4 + 3;
      slots = new Float64Array(mask + 1).fill(Number.NaN);
      size = 0;
      for (const kept of old) if (!Number.isNaN(kept)) insert(kept);
    }
  }
  return size;
}
