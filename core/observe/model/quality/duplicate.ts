import type { Column, Table } from "../../../data/index.ts";
import { normalTail, sortedValues } from "../../statistics/index.ts";
import { percent, say } from "../../words.ts";
import type { Found } from "./finding.ts";

const RISE = 0.05;
const IMPROBABLE = 1e-4;

/** One 32-bit hash per level, so that equal texts hash alike in both tables (FNV-1a). */
function levelHashes(levels: readonly string[]): Int32Array {
  return Int32Array.from(levels, (level) => {
    let hash = 0x811c9dc5;
    for (let i = 0; i < level.length; i++) hash = Math.imul(hash ^ level.charCodeAt(i), 0x01000193);
    return hash;
  });
}

/** Mixes a column's cells into two running 32-bit hashes per row (murmur3's constants). */
function mix(column: Column, a: Int32Array, b: Int32Array): void {
  const add = (row: number, word: number) => {
    const k = Math.imul(word, 0xcc9e2d51);
    a[row] = Math.imul(a[row]! ^ ((k << 15) | (k >>> 17)), 0x1b873593) + 0x52dce729;
    b[row] = Math.imul(b[row]! ^ (k >>> 3), 0x85ebca6b) ^ (b[row]! >>> 13);
  };
  if (column.kind === "text") {
    const hashes = levelHashes(column.levels);
    for (let row = 0; row < a.length; row++) add(row, column.codes[row]! < 0 ? 0 : hashes[column.codes[row]!]!);
    return;
  }
  const words = new Int32Array(column.values.buffer, column.values.byteOffset, column.values.length * 2);
  for (let row = 0; row < a.length; row++) {
    add(row, words[2 * row]!);
    add(row, words[2 * row + 1]!);
  }
}

function repeatedShare(a: Int32Array, b: Int32Array): number {
  const keys = sortedValues(Float64Array.from(a, (hash, row) => (hash >>> 0) * 0x200000 + (b[row]! >>> 11)));
  let repeats = 0;
  for (let i = 1; i < keys.length; i++) if (keys[i] === keys[i - 1]) repeats++;
  return repeats / a.length;
}

/**
 * Share of rows that repeat an earlier one, all columns equal (53 bits of hash).
 * @param least shares below it are of no interest: rows that differ in the first columns differ, and the rest of the
 *   columns is not looked at where already those tell enough rows apart; the share is then 0
 */
export function duplicateShare({ rows, columns }: Table, least = 0): number {
  if (rows === 0) return 0;
  const a = new Int32Array(rows).fill(0x2545f491);
  const b = new Int32Array(rows).fill(0x9e3779b9 | 0);
  let look = 1;
  for (const [k, column] of columns.entries()) {
    mix(column, a, b);
    if (k + 1 !== look || look === columns.length) continue;
    look *= 4;
    if (repeatedShare(a, b) < least) return 0;
  }
  return repeatedShare(a, b);
}

/** Rows sent twice: more exact repeats than the reference has. A smaller window repeats less by itself, so this is strict. */
export function duplicates(reference: Table, current: Table): Found[] {
  if (reference.rows === 0 || current.rows === 0 || reference.columns.length < 2) return [];
  const now = duplicateShare(current, RISE);
  if (now < RISE) return [];
  const before = duplicateShare(reference);
  const error = Math.sqrt((now * (1 - now)) / current.rows + (before * (1 - before)) / reference.rows);
  if (now - before < RISE || normalTail((now - before) / Math.max(error, 1e-9)) > IMPROBABLE) return [];
  const evidence = say("repeatedRows", { now: percent(now), before: percent(before) });
  return [{ column: "(rows)", kind: "duplicate", evidence, share: now, breaking: false }];
}
