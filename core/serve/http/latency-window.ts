/**
 * Requests, failures and latencies of the last five minutes, in a fixed amount of memory: a ring of slots, each a
 * histogram whose bucket edges grow by 5 %, so that a percentile is at most 5 % too high.
 */
import type { Clock } from "../../shared/index.ts";

const SLOT_MS = 5_000;
const SLOTS = 60;
/** Edge 0 is 0.01 ms; the last of 340 edges is beyond two minutes. */
const FIRST_MS = 0.01;
const GROWTH = Math.log(1.05);
const BUCKETS = 340;

export interface LatencySummary {
  requests: number;
  /** Requests answered 5xx. */
  failed: number;
  /** The latency that a share of the requests did not exceed, ms; null without requests. */
  percentile(share: number): number | null;
}

export interface LatencyWindow {
  record(ms: number, failed: boolean): void;
  summary(): LatencySummary;
}

const bucketOf = (ms: number): number =>
  ms <= FIRST_MS ? 0 : Math.min(BUCKETS - 1, Math.ceil(Math.log(ms / FIRST_MS) / GROWTH));

const edgeOf = (bucket: number): number => FIRST_MS * Math.exp(bucket * GROWTH);

export function createLatencyWindow(clock: Clock): LatencyWindow {
  const counts = new Uint32Array(SLOTS * BUCKETS);
  const failures = new Uint32Array(SLOTS);
  /** Which span of time each slot holds; −1 none. */
  const spans = new Float64Array(SLOTS).fill(-1);

  function slotNow(): number {
    const span = Math.floor(clock.now() / SLOT_MS);
    const slot = span % SLOTS;
    if (spans[slot] !== span) {
      spans[slot] = span;
      failures[slot] = 0;
      counts.fill(0, slot * BUCKETS, (slot + 1) * BUCKETS);
    }
    return slot;
  }

  function percentile(totals: Float64Array, requests: number, share: number): number | null {
    if (requests === 0) return null;
    let below = 0;
    const bucket = totals.findIndex((count) => {
      below += count;
      return below >= share * requests;
    });
    return edgeOf(bucket < 0 ? BUCKETS - 1 : bucket);
  }

  return {
    record: (ms, failed) => {
      const slot = slotNow();
      const cell = slot * BUCKETS + bucketOf(ms);
      counts[cell] = counts[cell]! + 1;
      if (failed) failures[slot] = failures[slot]! + 1;
    },
    summary: () => {
      const newest = Math.floor(clock.now() / SLOT_MS);
      const totals = new Float64Array(BUCKETS);
      let failed = 0;
      for (let slot = 0; slot < SLOTS; slot++) {
        const age = newest - spans[slot]!;
        if (spans[slot]! < 0 || age < 0 || age >= SLOTS) continue;
        failed += failures[slot]!;
        for (let bucket = 0; bucket < BUCKETS; bucket++) totals[bucket]! += counts[slot * BUCKETS + bucket]!;
      }
      const requests = totals.reduce((sum, count) => sum + count, 0);
      return { requests, failed, percentile: (share) => percentile(totals, requests, share) };
    },
  };
}
