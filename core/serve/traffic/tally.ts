/** What one version did with the live traffic it was given since its share last changed: the evidence of a trial. */
import { BUCKETS, bucketOf, countAbove, percentileOf } from "./latency-histogram.ts";

export interface TallySummary {
  /** Requests answered or failed. */
  requests: number;
  /** Those that the version could not serve by itself. */
  failed: number;
  /** Requests whose latency counts. */
  timed: number;
  /** Shadows only: rows that were not scored, so as not to slow the answers. */
  skipped: number;
  /** The latency that a share of the timed requests did not exceed, ms; null where none was timed. */
  percentile(share: number): number | null;
  /** Timed requests that took longer, to within a twentieth. */
  slowerThan(ms: number): number;
}

export interface Tally {
  /** @param ms left out where the time says nothing about the version (a batch, a shadow) */
  record(failed: boolean, ms?: number): void;
  skip(rows: number): void;
  summary(): TallySummary;
}

/** The first answers of a session find cold caches and uncompiled code; their times say nothing about the version. */
const WARM_UP = 20;

export function createTally(): Tally {
  const counts = new Float64Array(BUCKETS);
  let [requests, failed, cold, timed, skipped] = [0, 0, 0, 0, 0];
  return {
    record: (hasFailed, ms) => {
      requests++;
      if (hasFailed) failed++;
      if (ms === undefined) return;
      if (cold < WARM_UP) {
        cold++;
        return;
      }
      const bucket = bucketOf(ms);
      counts[bucket] = counts[bucket]! + 1;
      timed++;
    },
    skip: (rows) => {
      skipped += rows;
    },
    summary: () => {
      const [total, taken] = [timed, counts.slice()];
      return {
        ...{ requests, failed, timed, skipped },
        percentile: (share) => percentileOf(taken, total, share),
        slowerThan: (ms) => countAbove(taken, ms),
      };
    },
  };
}
