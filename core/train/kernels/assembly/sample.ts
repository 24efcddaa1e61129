/** Which rows a tree learns from. */
import { LIST, ROWS, UNSEEN, UNSEEN_COUNT, WATCHED } from "./layout";

/** Mixes the bits of a number (Steele, Lea & Flood 2014, the finaliser of SplitMix64). */
function mixed(x0: u64): u64 {
  let x = x0;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

/**
 * Lists each row that is not watched with probability `share` / 2^32, all others in the list of the unseen; both
 * ascending. A row's lot hangs on the seed and its number alone. @returns how many were listed
 */
export function sampleRows(seed: u32, share: f64): u32 {
  const rows = load<u32>(ROWS);
  const watched = load<usize>(WATCHED);
  const list = load<usize>(LIST);
  const unseen = load<usize>(UNSEEN);
  const start = mixed(<u64>seed + 1);
  let seenCount: usize = 0;
  let unseenCount: usize = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const drawn = <f64>(mixed(start + (<u64>row + 1) * 0x9e3779b97f4a7c15) >> 32) < share;
    const isSeen = drawn && (watched == 0 || load<u8>(watched + row) == 0);
    store<u32>(list + (seenCount << 2), row);
    store<u32>(unseen + (unseenCount << 2), row);
    seenCount += <usize>isSeen;
    unseenCount += <usize>!isSeen;
  }
  store<u32>(UNSEEN_COUNT, <u32>unseenCount);
  return <u32>seenCount;
}
