/**
 * Ids are a parameter: ULIDs from a clock and a source of randomness. 48 bits of time and 80 random bits, in
 * Crockford's base 32; within a millisecond each is the one before plus one, so that ids sort in the order they were
 * made (https://github.com/ulid/spec, "monotonicity"). Made here because they are made by the ten thousand: the first
 * of a millisecond is drawn, the others cost an addition.
 */
import { randomFillSync } from "node:crypto";
import type { Clock } from "./clock.ts";
import { systemClock } from "./clock.ts";
import { createRng } from "./rng.ts";

export type NextId = () => string;

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const TIME_CHARS = 10;
/** Random characters that stay within a millisecond; the other four are counted up. */
const FIXED_CHARS = 12;
const PAIRS = Array.from({ length: 1024 }, (_, k) => ALPHABET[k >> 5]! + ALPHABET[k & 31]!);
const LAST = 2 ** 20 - 1;

function timeText(ms: number): string {
  let text = "";
  for (let rest = ms; text.length < TIME_CHARS; rest = Math.floor(rest / 32)) text = ALPHABET[rest % 32]! + text;
  return text;
}

/** When a ULID was made, epoch ms; null for a text that is none. @example timeOfUlid("01ARYZ6S410000000000000000") // 1469918176385 */
export function timeOfUlid(id: string): number | null {
  if (!/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id)) return null;
  return [...id.slice(0, TIME_CHARS)].reduce((ms, char) => ms * 32 + ALPHABET.indexOf(char), 0);
}

/** @param draw a random whole number below `below`, a power of two up to 2^20 */
function monotonic(clock: Clock, draw: (below: number) => number): NextId {
  let at = Number.NEGATIVE_INFINITY;
  let head = "";
  let tail = 0;

  function begin(ms: number): void {
    at = ms;
    head = timeText(ms);
    for (let k = 0; k < FIXED_CHARS; k++) head += ALPHABET[draw(32)]!;
    // The upper half is left free to count into.
    tail = draw(2 ** 19);
  }

  return () => {
    const now = clock.now();
    // A clock that stands still or goes back does not disturb the order; one that is counted full is moved on.
    if (now > at) begin(now);
    else if (tail === LAST) begin(at + 1);
    else tail++;
    return head + PAIRS[tail >> 10]! + PAIRS[tail & 1023]!;
  };
}

/** Random bytes are dear one by one and cheap by the thousand. */
function pooledDraw(): (below: number) => number {
  const pool = new Uint32Array(1024);
  let used = pool.length;
  return (below) => {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    return pool[used++]! & (below - 1);
  };
}

/** Ids nobody can guess, for production. */
export const ulids = (clock: Clock = systemClock): NextId => monotonic(clock, pooledDraw());

/** Ids that repeat with the seed, for replay and tests. */
export function seededUlids(clock: Clock, seed: number): NextId {
  const rng = createRng(seed);
  return monotonic(clock, (below) => rng.int(below));
}
