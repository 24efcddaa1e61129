/**
 * Latencies counted in a fixed amount of memory: buckets whose edges grow by 5 %, so that a percentile is at most 5 %
 * too high. Edge 0 is 0.01 ms; the last of 340 is beyond two minutes.
 */
const FIRST_MS = 0.01;
const GROWTH = Math.log(1.05);
export const BUCKETS = 340;

/** The bucket whose upper edge is the first not below `ms`. */
export const bucketOf = (ms: number): number =>
  ms <= FIRST_MS ? 0 : Math.min(BUCKETS - 1, Math.ceil(Math.log(ms / FIRST_MS) / GROWTH));

const edgeOf = (bucket: number): number => FIRST_MS * Math.exp(bucket * GROWTH);

/** The latency that a share of the counted ones did not exceed, ms; null where nothing was counted. */
export function percentileOf(counts: ArrayLike<number>, total: number, share: number): number | null {
  if (total === 0) return null;
  let below = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    below += counts[bucket]!;
    if (below >= share * total) return edgeOf(bucket);
  }
  return edgeOf(BUCKETS - 1);
}

/** How many are in buckets above the one that `ms` falls into. */
export function countAbove(counts: ArrayLike<number>, ms: number): number {
  let above = 0;
  for (let bucket = bucketOf(ms) + 1; bucket < BUCKETS; bucket++) above += counts[bucket]!;
  return above;
}
