/** Ids are a parameter: ULIDs, ordered by time, from a clock and a source of randomness. */
import { randomFillSync } from "node:crypto";
import { monotonicFactory } from "ulid";
import type { Clock } from "./clock.ts";
import { systemClock } from "./clock.ts";
import { createRng } from "./rng.ts";

export type NextId = () => string;

/** Random bytes are dear one by one, which is how the library fetches them, and cheap by the thousand. */
function pooledRandom(): () => number {
  const pool = new Uint8Array(4096);
  let used = pool.length;
  return () => {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    return pool[used++]! / 256;
  };
}

/** Ids nobody can guess, for production. */
export function ulids(clock: Clock = systemClock): NextId {
  const next = monotonicFactory(pooledRandom());
  return () => next(clock.now());
}

/** Ids that repeat with the seed, for replay and tests. */
export function seededUlids(clock: Clock, seed: number): NextId {
  const rng = createRng(seed);
  const next = monotonicFactory(() => rng.next());
  return () => next(clock.now());
}
