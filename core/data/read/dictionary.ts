/** Cells as codes of their distinct texts: an open-addressed hash table over their bytes, as a Map of strings is slow. */

import { isAscii } from "node:buffer";
import { sharedCodes } from "../shared-array.ts";
import { type Block, grown } from "./block.ts";
import type { SinkFor } from "./cell-sink.ts";

export interface Dictionary {
  /** Code of the bytes [start, end); new ones get the next. */
  code(bytes: Buffer, start: number, end: number): number;
  readonly size: number;
  /** The texts in the order of their codes, without blanks around them; their lines end with 10. */
  texts(): string[];
}

const FREE = -1;
const RETURN = 13;

const trimmed = (text: string): string => text.trim();
/** The same table has the same texts, whatever system it was written on. */
const withPlainLineEnds = (text: string): string => text.trim().replace(/\r\n?/g, "\n");

export function createDictionary(): Dictionary {
  let size = 0;
  let mask = 63;
  let slots = new Int32Array(mask + 1).fill(FREE);
  let hashes = new Int32Array(32);
  /** Text of a code: arena[offsets[code], offsets[code + 1]). */
  let offsets = new Int32Array(33);
  let arena = Buffer.allocUnsafe(256);

  const place = (code: number): void => {
    let slot = hashes[code]! & mask;
    while (slots[slot] !== FREE) slot = (slot + 1) & mask;
    slots[slot] = code;
  };

  const add = (hash: number, bytes: Buffer, start: number, end: number): number => {
    const code = size++;
    if (size === hashes.length) {
      hashes = grown(hashes, 2 * size);
      offsets = grown(offsets, 2 * size + 1);
    }
    const from = offsets[code]!;
    if (from + end - start > arena.length) {
      const larger = Buffer.allocUnsafe(2 * (from + end - start));
      arena.copy(larger, 0, 0, from);
      arena = larger;
    }
    for (let at = start; at < end; at++) arena[from + at - start] = bytes[at]!;
    offsets[size] = from + end - start;
    hashes[code] = hash;
    if (2 * size > mask) {
      mask = 4 * mask + 3;
      slots = new Int32Array(mask + 1).fill(FREE);
      for (let known = 0; known < size; known++) place(known);
    } else place(code);
    return code;
  };

  return {
    code(bytes, start, end) {
      const length = end - start;
      // FNV-1a, with the finish of MurmurHash.
      let hash = length;
      for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
      hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
      hash ^= hash >>> 13;
      for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
        const code = slots[slot]!;
        if (code === FREE) return add(hash, bytes, start, end);
        const from = offsets[code]!;
        if (hashes[code] !== hash || offsets[code + 1]! - from !== length) continue;
        let same = 0;
        while (same < length && arena[from + same] === bytes[start + same]) same++;
        if (same === length) return code;
      }
    },
    get size() {
      return size;
    },
    texts() {
      const used = arena.subarray(0, offsets[size]!);
      const tidy = used.includes(RETURN) ? withPlainLineEnds : trimmed;
      if (!isAscii(used))
        return Array.from({ length: size }, (_, code) =>
          tidy(arena.toString("utf8", offsets[code]!, offsets[code + 1]!)),
        );
      // One text cut into pieces is several times as fast.
      const all = used.toString("latin1");
      return Array.from({ length: size }, (_, code) => tidy(all.slice(offsets[code]!, offsets[code + 1]!)));
    },
  };
}

export interface TextCells {
  rows: number;
  /** A code per row; may be longer than the rows. */
  codes: Int32Array;
  /** Distinct cells in order of appearance; some may be alike where blanks beyond ASCII stood around them. */
  levels: string[];
}

export interface TextBuilder {
  add(block: Block, column: number): void;
  /** The cells of the first `rows` rows. */
  finish(rows: number): TextCells;
}

export function createTextBuilder(sinkFor: SinkFor): TextBuilder {
  const dictionary = createDictionary();
  const sink = sinkFor(sharedCodes);
  return {
    add({ bytes, starts, ends, width, rows }, column) {
      for (let row = 0, at = column; row < rows; ) {
        const { cells, from, to } = sink.room(rows - row);
        for (let place = from; place < to; place++, row++, at += width)
          cells[place] = dictionary.code(bytes, starts[at]!, ends[at]!);
      }
    },
    finish: (kept) => ({ rows: kept, codes: sink.finish(kept), levels: dictionary.texts() }),
  };
}
