/**
 * Least-significant-digit radix sort of doubles by their bits (Knuth, The Art of Computer Programming 3, 5.2.5; the
 * order of the bits: Herf 2001), in digits of 11 bits. The upper three digits tell nearly all values apart, and a pass
 * of insertion puts the few others right; where there are too many of those, the lower three digits are sorted first.
 * A digit that is the same in all values takes no pass.
 */
const DIGIT: i32 = 11;
const MASK: u64 = 2047;
const DIGITS: i32 = 6;
const UPPER: i32 = 3;
/** Bytes of one digit's counts. */
const COUNTS: usize = 2048 * 4;
const SIGN: u64 = 0x8000000000000000;
/** Where the values lie; the work space follows. */
const VALUES: usize = 65536;
/** Steps that insertion may take per value. */
const PATIENCE: usize = 4;
/** The lowest digit begins two bits below the keys, so that the upper three hold sign, exponent and 21 bits more. */
const LOWEST: i32 = -2;

let kept: usize = 0;

/** Values that were there, after `sort`. */
export function count(): i32 {
  return <i32>kept;
}

function slotOf(digit: i32, key: u64): usize {
  const shift = LOWEST + DIGIT * digit;
  const bits = shift < 0 ? key << (-shift as u64) : key >> (shift as u64);
  return <usize>digit * COUNTS + ((<usize>(bits & MASK)) << 2);
}

function bump(slot: usize): void {
  store<u32>(slot, load<u32>(slot) + 1);
}

/** Drops NaN, turns doubles into unsigned keys of the same order, and counts their upper digits. */
function readKeys(rows: i32): void {
  let n: usize = 0;
  for (let row: usize = 0; row < <usize>rows; row++) {
    const bits = load<u64>(VALUES + (row << 3));
    if (isNaN(reinterpret<f64>(bits))) continue;
    const key = bits ^ (<u64>(<i64>bits >> 63) | SIGN);
    store<u64>(VALUES + (n << 3), key);
    n++;
    bump(slotOf(3, key));
    bump(slotOf(4, key));
    bump(slotOf(5, key));
  }
  kept = n;
}

/** @returns false where all keys have the same digit, so that nothing would move */
function startsOf(digit: i32): bool {
  const base = <usize>digit * COUNTS;
  let before: u32 = 0;
  for (let at = base; at < base + COUNTS; at += 4) {
    const here = load<u32>(at);
    if (here == <u32>kept) return false;
    store<u32>(at, before);
    before += here;
  }
  return true;
}

function place(from: usize, into: usize, digit: i32): void {
  const end = from + (kept << 3);
  for (let at = from; at < end; at += 8) {
    const key = load<u64>(at);
    const slot = slotOf(digit, key);
    const to = load<u32>(slot);
    store<u32>(slot, to + 1);
    store<u64>(into + ((<usize>to) << 3), key);
  }
}

/** Passes from one digit up to another. @returns where the keys are afterwards */
function pass(from: usize, into: usize, first: i32): usize {
  for (let digit = first; digit < DIGITS; digit++) {
    if (!startsOf(digit)) continue;
    place(from, into, digit);
    const turned = from;
    from = into;
    into = turned;
  }
  return from;
}

/** @returns false where it would take too long; the keys are all there still */
function insertion(from: usize): bool {
  const end = from + (kept << 3);
  let budget: i64 = <i64>(kept * PATIENCE);
  for (let at = from + 8; at < end; at += 8) {
    const key = load<u64>(at);
    let to = at;
    while (to > from && load<u64>(to - 8) > key) {
      store<u64>(to, load<u64>(to - 8));
      to -= 8;
    }
    store<u64>(to, key);
    budget -= <i64>((at - to) >> 3);
    if (budget < 0) return false;
  }
  return true;
}

function sortAll(from: usize, into: usize): usize {
  memory.fill(0, 0, <usize>DIGITS * COUNTS);
  const end = from + (kept << 3);
  for (let at = from; at < end; at += 8) {
    const key = load<u64>(at);
    bump(slotOf(0, key));
    bump(slotOf(1, key));
    bump(slotOf(2, key));
    bump(slotOf(3, key));
    bump(slotOf(4, key));
    bump(slotOf(5, key));
  }
  return pass(from, into, 0);
}

/** @returns where the sorted values begin */
export function sort(rows: i32): usize {
  memory.fill(0, 0, <usize>DIGITS * COUNTS);
  readKeys(rows);
  const other = VALUES + ((<usize>rows) << 3);
  let from = pass(VALUES, other, UPPER);
  if (!insertion(from)) from = sortAll(from, from == VALUES ? other : VALUES);
  const end = from + (kept << 3);
  for (let at = from; at < end; at += 8) {
    const key = load<u64>(at);
    store<u64>(at, key ^ (((key >> 63) - 1) | SIGN));
  }
  return from;
}
