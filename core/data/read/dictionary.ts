/** Distinct cells of a column, numbered in order of appearance: an open-addressed hash table over the bytes. */
import { cellString } from "./scan.ts";

export interface Dictionary {
  /** The cell's number. */
  code(start: number, end: number): number;
  levels: string[];
  /** True where cells with `""` occurred: the same text may then stand under two numbers. */
  readonly ambiguous: boolean;
}

/** Cells are compared as written; a `""` inside quotes is undone when the level's text is made. */
export function createDictionary(bytes: Buffer): Dictionary {
  const levels: string[] = [];
  const firstStart: number[] = [];
  const firstEnd: number[] = [];
  const hashes: number[] = [];
  let ambiguous = false;
  let mask = 1023;
  let slots = new Int32Array(1024).fill(-1);

  const grow = () => {
    mask = mask * 2 + 1;
    slots = new Int32Array(mask + 1).fill(-1);
    for (let code = 0; code < hashes.length; code++) {
      let slot = hashes[code]! & mask;
      while (slots[slot]! >= 0) slot = (slot + 1) & mask;
      slots[slot] = code;
    }
  };

  const same = (code: number, start: number, length: number) => {
    const other = firstStart[code]!;
    if (firstEnd[code]! - other !== length) return false;
    for (let i = 0; i < length; i++) if (bytes[start + i] !== bytes[other + i]) return false;
    return true;
  };

  const code = (start: number, end: number): number => {
    const stop = end < 0 ? ~end : end;
    if (end < 0) ambiguous = true;
    let hash = 0x811c9dc5 ^ (end < 0 ? 1 : 0);
    for (let at = start; at < stop; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    for (let found = slots[slot]!; found >= 0; found = slots[slot]!) {
      if (hashes[found] === hash && same(found, start, stop - start)) return found;
      slot = (slot + 1) & mask;
    }
    const fresh = levels.length;
    slots[slot] = fresh;
    levels.push(cellString(bytes, start, end));
    firstStart.push(start);
    firstEnd.push(stop);
    hashes.push(hash);
    if (2 * levels.length > mask) grow();
    return fresh;
  };

  return {
    code,
    levels,
    get ambiguous() {
      return ambiguous;
    },
  };
}
