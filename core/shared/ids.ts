/** Ids are a parameter: ULIDs, ordered by time, from a clock and a source of randomness. */
import { monotonicFactory } from "ulid";
import type { Clock } from "./clock.ts";
import { systemClock } from "./clock.ts";
import { createRng } from "./rng.ts";

export type NextId = () => string;

/** Ids nobody can guess, for production. */
export function ulids(clock: Clock = systemClock): NextId {
  const next = monotonicFactory();
  return () => next(clock.now());
}

/** Ids that repeat with the seed, for replay and tests. */
export function seededUlids(clock: Clock, seed: number): NextId {
  const rng = createRng(seed);
  const next = monotonicFactory(() => rng.next());
  return () => next(clock.now());
}
