/** Seeded randomness (xoroshiro128+ by pure-rand): the same seed gives the same run on every machine. */
import { xoroshiro128plus, xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

export interface Rng {
  /** Uniform in [0, 1), 32 bits of resolution. */
  next(): number;
  /** Uniform integer in [0, n). */
  int(n: number): number;
  /** Standard normal (Box–Muller). */
  normal(): number;
  /** In place, Fisher–Yates. */
  shuffle<T extends { [index: number]: unknown; length: number }>(items: T): T;
  /** Where the sequence stands: `createRng(0, state)` goes on from there. */
  state(): readonly number[];
}

/** @example createRng(1).int(6) // always the same die */
export function createRng(seed: number, from?: readonly number[]): Rng {
  const generator = from ? xoroshiro128plusFromState(from) : xoroshiro128plus(seed | 0);
  const next = () => (generator.next() >>> 0) / 0x1_0000_0000;
  const int = (n: number) => Math.floor(next() * n);
  return {
    next,
    int,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    shuffle: (items) => {
      for (let i = items.length - 1; i > 0; i--) {
        const j = int(i + 1);
        const held = items[i];
        items[i] = items[j];
        items[j] = held;
      }
      return items;
    },
    state: () => generator.getState(),
  };
}

/** A seed for a named part of a run, so that parts do not share a sequence (FNV-1a over both). */
export function deriveSeed(seed: number, part: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < part.length; i++) hash = Math.imul(hash ^ part.charCodeAt(i), 0x01000193);
  return hash | 0;
}
