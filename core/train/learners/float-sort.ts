/**
 * Ascending copy of float32 values without NaN: least-significant-digit radix sort over their bits, three passes of
 * 11, 11 and 10 bits (Herf 2001). Several times as fast as the built-in sort, which binning spent most of its time in.
 * @example sortFloats(Float32Array.of(3, -1, 2)) // -1, 2, 3
 */
export function sortFloats(values: Float32Array): Float32Array {
  let keys = new Uint32Array(values.slice().buffer);
  let spare = new Uint32Array(keys.length);
  // Negative numbers order backwards by their bits: all are flipped; of the others only the sign.
  for (let i = 0; i < keys.length; i++) keys[i] = keys[i]! ^ ((keys[i]! >> 31) | 0x80000000);
  for (const [shift, digits] of PASSES) {
    const starts = digitStarts(keys, shift, digits);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      const digit = (key >>> shift) & (digits - 1);
      spare[starts[digit]!] = key;
      starts[digit]!++;
    }
    [keys, spare] = [spare, keys];
  }
  for (let i = 0; i < keys.length; i++) keys[i] = keys[i]! ^ ((~(keys[i]! | 0) >> 31) | 0x80000000);
  return new Float32Array(keys.buffer);
}

/** Lowest bit and number of digits of each pass. */
const PASSES = [
  [0, 2048],
  [11, 2048],
  [22, 1024],
] as const;

/** Where the first key with each digit goes. */
function digitStarts(keys: Uint32Array, shift: number, digits: number): Uint32Array {
  const starts = new Uint32Array(digits);
  for (let i = 0; i < keys.length; i++) starts[(keys[i]! >>> shift) & (digits - 1)]!++;
  let before = 0;
  for (let digit = 0; digit < digits; digit++) {
    const count = starts[digit]!;
    starts[digit] = before;
    before += count;
  }
  return starts;
}
