/** The metric of recent outcomes beside what was promised at registration. */
import {
  higherIsBetter,
  type Intervals,
  MetricName,
  type Metrics,
  type PerformanceFacts,
} from "../../contract/index.ts";
import { createRng } from "../../shared/index.ts";
import { evaluate, takeScores } from "../../train/index.ts";
import type { KnownOutcomes } from "./outcomes.ts";
import type { ModelWindow } from "./window.ts";

/** Rows that the intervals are bootstrapped on; they are then narrowed to all rows by the square root of their number. */
const BOOTSTRAP_ROWS = 1000;

/**
 * Relative loss against the reference, positive where worse: (reference − current) ÷ |reference| where more is better,
 * (current − reference) ÷ |reference| where less is. Null where either is unknown or the reference is 0.
 * @example relativeDrop("rmse", 10, 12) // 0.2
 */
export function relativeDrop(metric: MetricName, reference: number | null, current: number | null): number | null {
  if (reference === null || current === null || reference === 0) return null;
  return (higherIsBetter(metric) ? reference - current : current - reference) / Math.abs(reference);
}

/** The intervals of all metrics, each centred on the estimate from all rows. */
function intervalsOf(
  { schema: { task }, threshold = null }: ModelWindow,
  { scores, truth, weights }: KnownOutcomes,
  estimates: Metrics,
  seed: number,
): Intervals {
  const known = Int32Array.from(truth.keys()).filter((row) => !Number.isNaN(truth[row]!));
  const rows = createRng(seed).shuffle(known.slice()).slice(0, BOOTSTRAP_ROWS);
  const sample = evaluate(
    takeScores(scores, rows),
    Float64Array.from(rows, (row) => truth[row]!),
    task,
    { intervals: true, seed, threshold, weights: weights && Float64Array.from(rows, (row) => weights[row]!) },
  );
  const shrink = Math.sqrt(rows.length / known.length);
  const intervals: Intervals = {};
  for (const name of MetricName.options) {
    const [interval, middle, estimate] = [sample.intervals[name], sample.metrics[name], estimates[name]];
    if (!interval || typeof middle !== "number" || typeof estimate !== "number") continue;
    intervals[name] = interval.map((limit) => estimate + (limit - middle) * shrink) as [number, number];
  }
  return intervals;
}

/** Metrics of the labelled rows, and how far the watched one has fallen. */
export function performanceFacts(window: ModelWindow, known: KnownOutcomes, seed: number): PerformanceFacts {
  const { metric, metrics, intervals: promised } = window.reference;
  const { scores, truth, weights, coverage } = known;
  const labelled = truth.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
  const reference = metrics[metric] ?? null;
  const base = { metric, reference, reference_interval: promised[metric] ?? null, labelled, coverage };
  if (labelled === 0 || coverage?.kind === "unknown")
    return { ...base, current: null, current_interval: null, drop: null, all: {}, intervals: {} };
  const all = evaluate(scores, truth, window.schema.task, { threshold: window.threshold ?? null, weights }).metrics;
  const intervals = intervalsOf(window, known, all, seed);
  const current = all[metric] ?? null;
  return {
    ...base,
    ...{ current, current_interval: intervals[metric] ?? null },
    ...{ drop: relativeDrop(metric, reference, current), all, intervals },
  };
}
