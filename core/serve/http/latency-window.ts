/** Requests, failures and latencies of the last five minutes, in a fixed amount of memory: a ring of histograms. */
import type { Clock } from "../../shared/index.ts";
import { BUCKETS, bucketOf, percentileOf } from "../traffic/latency-histogram.ts";

const SLOT_MS = 5_000;
const SLOTS = 60;

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
      return { requests, failed, percentile: (share) => percentileOf(totals, requests, share) };
    },
  };
}
