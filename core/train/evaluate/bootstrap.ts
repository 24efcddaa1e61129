/**
 * 95 % confidence intervals by the percentile bootstrap (Efron 1979): rows drawn again with replacement, as counts.
 * Many rows are thinned to a sample of m first and the interval narrowed by √(m/n), since errors shrink with √n.
 */
import { type Intervals, MetricName, type Metrics } from "../../contract/index.ts";
import { createRng } from "../../shared/index.ts";

const REPLICATES = 200;
const TAIL = 0.025;
/** Metrics that cannot leave 0 … 1. */
const SHARES: ReadonlySet<MetricName> = new Set([
  "accuracy",
  "precision",
  "recall",
  "f1",
  "roc_auc",
  "pr_auc",
  "ece",
] as const);
const AT_LEAST_ZERO: ReadonlySet<MetricName> = new Set(["log_loss", "brier", "mse", "rmse", "mae", "mape"] as const);

export function within(name: MetricName, value: number): number {
  if (SHARES.has(name)) return Math.min(1, Math.max(0, value));
  return AT_LEAST_ZERO.has(name) ? Math.max(0, value) : value;
}

/** Of sorted values; linear between neighbours. */
export function quantileOf(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)]!;
  const high = sorted[Math.ceil(at)]!;
  return low + (high - low) * (at - Math.floor(at));
}

/**
 * @param weights of the sample that `compute` reads; overwritten by each replicate's counts × what they were
 * @param metrics the estimates on all rows; a metric that is null, or unknown in half of the replicates, gets no interval
 * @param shrink √(rows of the sample ÷ all rows), 1 where nothing was left out
 */
export function bootstrapIntervals(
  weights: Float64Array,
  compute: () => Metrics,
  metrics: Metrics,
  shrink: number,
  seed: number,
): Intervals {
  const rng = createRng(seed);
  const each = weights.slice();
  const found = new Map<MetricName, number[]>();
  for (let replicate = 0; replicate < REPLICATES; replicate++) {
    weights.fill(0);
    for (let draw = 0; draw < weights.length; draw++) {
      const row = rng.int(weights.length);
      weights[row]! += each[row]!;
    }
    for (const [name, value] of Object.entries(compute()) as [MetricName, number | null][]) {
      if (value === null) continue;
      const values = found.get(name);
      if (values) values.push(value);
      else found.set(name, [value]);
    }
  }
  const intervals: Intervals = {};
  for (const name of MetricName.options) {
    const estimate = metrics[name] ?? null;
    const values = Float64Array.from(found.get(name) ?? []).sort();
    if (estimate === null || values.length < REPLICATES / 2) continue;
    // A calibration error is a sum of absolute values: each replicate adds noise to it, so they lie above the estimate.
    const isOff = shrink < 1 || name === "ece";
    const middle = isOff ? values.reduce((sum, x) => sum + x, 0) / values.length : estimate;
    const limit = (share: number) => within(name, estimate + (quantileOf(values, share) - middle) * shrink);
    intervals[name] = [limit(TAIL), limit(1 - TAIL)];
  }
  return intervals;
}
