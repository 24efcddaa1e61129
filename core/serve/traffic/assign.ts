/** Which side of a canary a client is on: a hash of its key, so that it stays there without being remembered. */
import { deriveSeed } from "../../shared/index.ts";

/** Spreads a hash whose bits are unevenly mixed (the finaliser of MurmurHash3). */
function mix(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * Where a client stands on the scale from 0 to 100 on which a canary of `share` percent takes what is below its share:
 * whoever is on a canary stays there while its share grows.
 * @param salt the canary, so that it is not the same clients who try every new version
 * @returns uniform in [0, 100)
 * @example placeOf("diabetes@v0003", "clinic-7") < 5 // always the same
 */
export const placeOf = (salt: string, key: string): number =>
  (mix(deriveSeed(0, `${salt}\n${key}`)) / 0x1_0000_0000) * 100;
